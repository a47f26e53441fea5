import Fastify, { type FastifyInstance } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { beforeEach } from 'vitest';
import type { z } from 'zod';
import { requireApiKey } from '../http/authenticate.ts';
import { handleErrors } from '../http/error-handler.ts';
import { acceptJsonBodies } from '../http/json-body.ts';
import { eventRoutes } from '../http/routes/events/routes.ts';
import { webhookDeliveryRoutes } from '../http/routes/webhook-deliveries/routes.ts';
import { webhookEndpointRoutes } from '../http/routes/webhook-endpoints/routes.ts';
import { endpointWithSecret } from '../http/routes/webhook-endpoints/schema.ts';
import type { Principal } from '../operations/principal.ts';
import { useWebhookBench } from './use-webhook-bench.ts';

export const SHOP_URL = 'https://shop.example/hook';

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
  readonly body: any;
}

/** The webhook routes over a test database, with three keys: `test`, `live` (same organization) and `stranger`. */
export function useWebhookApi() {
  const on = useWebhookBench();
  let app: FastifyInstance;
  beforeEach(async () => {
    const { bench } = on;
    const principals: Record<string, Principal> = {
      test: bench.principal,
      live: { ...bench.principal, livemode: true },
      stranger: { ...bench.principal, organizationId: bench.clock.newId() },
    };
    app = Fastify();
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(() => (data) => JSON.stringify(data));
    acceptJsonBodies(app);
    handleErrors(app);
    requireApiKey(app, async (key) => {
      const principal = principals[key];
      return principal ? { outcome: 'accepted', principal } : { outcome: 'unknown' };
    });
    for (const routes of [webhookEndpointRoutes, eventRoutes, webhookDeliveryRoutes]) {
      await app.register(routes, { prefix: '/api/v1', deps: bench });
    }
  });

  async function call(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    key = 'test',
    headers: Record<string, string> = {},
  ): Promise<Answered> {
    const response = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${key}`, ...headers },
      ...(body && { payload: body }),
    });
    return { status: response.statusCode, headers: response.headers, body: response.json() };
  }

  async function create(body: object = {}, key = 'test') {
    const created = await call('POST', '/webhook_endpoints', { url: SHOP_URL, events: ['*'], ...body }, key);
    return shaped(endpointWithSecret, created.body);
  }

  return { on, call, create };
}

/** The answer must be what the API's description says, with nothing beside. */
export function shaped<S extends z.core.$ZodLooseShape>(schema: z.ZodObject<S>, body: unknown) {
  return schema.strict().parse(body);
}
