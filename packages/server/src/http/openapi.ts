import swagger from '@fastify/swagger';
import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

const DESCRIPTION = `A self-hosted checkout: create a session, send the customer to its \`checkoutUrl\`, and be told once the payment is certain.

Send your key as \`Authorization: Bearer ck_test_…\`. Amounts are decimal strings. Lists are newest first and paged with \`limit\` and \`starting_after\`.
Give every POST an \`Idempotency-Key\`: a repeat returns the first answer. Every response has an \`X-Request-Id\`.`;

const TAGS = [
  { name: 'Checkout sessions', description: 'One customer’s attempt to pay.' },
  { name: 'Payment methods', description: 'Coins and tokens, by network.' },
  { name: 'Webhook endpoints', description: 'Where you are told.' },
  { name: 'Events', description: 'What was told. Kept for 90 days.' },
  { name: 'Webhook deliveries', description: 'Each message to each endpoint, with its attempts.' },
  { name: 'Test mode', description: 'For developers: real payments on the devnet.' },
];

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['type', 'code', 'message', 'requestId'],
      properties: {
        type: {
          type: 'string',
          enum: ['authentication', 'permission', 'invalid_request', 'not_found', 'conflict', 'rate_limited', 'server'],
        },
        code: { type: 'string', description: 'See docs/errors.md.' },
        message: { type: 'string' },
        param: { type: 'string', description: 'The field at fault.' },
        requestId: { type: 'string' },
      },
    },
  },
} as const;

/** The contract is generated from the routes' schemas; `/openapi.json` serves it and `/docs` lets a person read it. */
export async function describeApi(app: FastifyInstance, { publicUrl }: { publicUrl: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Opentill',
        version: '1.0.0',
        description: DESCRIPTION,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: publicUrl }],
      tags: TAGS,
      security: [{ apiKey: [] }],
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'A `ck_test_…` or `ck_live_…` key.' },
        },
        schemas: { Error: errorSchema as never },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withErrors(jsonSchemaTransformObject(document)) as never,
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(scalar, {
    routePrefix: '/docs',
    configuration: { url: '/openapi.json', title: 'Opentill API', withDefaultFonts: false },
  });
}

type Operation = { responses?: Record<string, unknown>; parameters?: unknown[] };

/** Every operation can answer with the standard error body; every POST takes an idempotency key. */
function withErrors(document: object): object {
  const { paths = {} } = document as { paths?: Record<string, Record<string, Operation>> };
  for (const item of Object.values(paths)) {
    for (const [method, operation] of Object.entries(item)) {
      operation.responses = { ...operation.responses, '4XX': ERROR_RESPONSE, '5XX': ERROR_RESPONSE };
      if (method === 'post') operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
    }
  }
  return document;
}

const ERROR_RESPONSE = {
  description: 'The standard error body.',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'A unique value for each attempt of yours to do this. A repeat returns the first answer.',
  schema: { type: 'string', maxLength: 255 },
};
