import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { NodeHealth } from '../../../core/chain/node-health.ts';
import type { Metrics } from '../../../telemetry/metrics.ts';
import { ApiError } from '../../errors.ts';

export interface NetworkState {
  readonly network: string;
  readonly healthy: boolean;
  readonly lagBlocks: number;
  /** As this process sees them: host names, never the URLs. */
  readonly nodes?: readonly NodeHealth[];
  /** Null where a payment waits for blocks alone. */
  readonly quorum?: {
    readonly needed: number;
    readonly reachable: number;
    /** Blocks that fewer nodes have shown than are needed. */
    readonly lagBlocks: number;
    /** Payments that are not credited: too few nodes answered; a node shows something else. */
    readonly unheard: number;
    readonly disputed: number;
  } | null;
}

export interface OperationsDeps {
  readonly metrics: Metrics;
  /** Null: /metrics is for this machine alone, and for nobody where proxies are trusted. */
  readonly metricsToken: string | null;
  readonly trustProxy: readonly string[];
  /** Whether the database answers and has every migration. Lag is told, but does not take the server out of service. */
  readonly readiness: () => Promise<{ database: boolean; migrations: boolean }>;
  readonly networkStates: () => Promise<readonly NetworkState[]>;
}

/** For the person, and the machines, that run the server. */
export async function operationsRoutes(app: FastifyInstance, { deps }: { deps: OperationsDeps }): Promise<void> {
  const hidden = { schema: { hide: true }, config: { rateLimit: false as const } };
  app.get('/healthz', hidden, async () => ({ status: 'ok' }));

  app.get('/readyz', hidden, async (_request, reply) => {
    const ready = await deps.readiness();
    const networks = ready.database ? await deps.networkStates() : [];
    const ok = ready.database && ready.migrations;
    return reply.code(ok ? 200 : 503).send({ status: ok ? 'ready' : 'not_ready', ...ready, networks });
  });

  app.get('/metrics', hidden, async (request, reply) => {
    authorize(request, deps);
    for (const state of await deps.networkStates())
      deps.metrics.networkRead(state.network, state.lagBlocks, state.healthy);
    return reply.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics());
  });
}

/** Whoever is set before this server says in one of these that the request is not this machine's own. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'] as const;
const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

function authorize({ socket, headers }: FastifyRequest, { metricsToken: token, trustProxy }: OperationsDeps): void {
  if (token === null) {
    // Only this machine may ask, and not by a proxy that speaks for others.
    const proxied = trustProxy.length > 0 || FORWARDED.some((name) => headers[name] !== undefined);
    if (!proxied && LOOPBACK.includes(socket.remoteAddress ?? '')) return;
    throw new ApiError('metrics_token_invalid');
  }
  const expected = Buffer.from(`Bearer ${token}`);
  const given = Buffer.from(headers.authorization ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new ApiError('metrics_token_invalid');
}
