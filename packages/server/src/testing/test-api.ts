import { HDKey } from '@scure/bip32';
import type { FastifyInstance, InjectOptions } from 'fastify';
import type pg from 'pg';
import { composeRates } from '../compose/rates.ts';
import { createReceivingAddresses } from '../compose/receiving-addresses.ts';
import { composeSessions } from '../compose/sessions.ts';
import { createConfig } from '../config/config.ts';
import type { NetworkConfig } from '../config/network-spec.ts';
import { createDevnetSpec } from '../config/test-networks.ts';
import type { PendingTransfer } from '../core/chain/blocks.ts';
import type { Hex } from '../core/hex.ts';
import { createCsrf } from '../http/hosted/csrf.ts';
import { createLiveSessions } from '../http/hosted/live.ts';
import { comparableView } from '../http/hosted/view.ts';
import { createHttpServer } from '../http/server.ts';
import { parseXpub } from '../networks/evm/address.ts';
import { createAuthenticator } from '../operations/authenticate.ts';
import { createApiKey, createOrganization } from '../operations/set-up-organization.ts';
import { createSecretBox } from '../store/secret-box.ts';
import { addXpub } from '../store/xpubs.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createTestClock, type TestClock } from './clock.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createMemoryWake } from './memory-wake.ts';

export const USDC: Hex = '0x00000000000000000000000000000000000c0001';
export const USDT: Hex = '0x00000000000000000000000000000000000c0002';
/** A main network under the same keys, so that live mode can be told from test mode. */
const LIVE_CHAIN_ID = 8453;

export interface TestApi {
  readonly app: FastifyInstance;
  readonly database: TestDatabase;
  readonly clock: TestClock;
  readonly sessions: ReturnType<typeof composeSessions>;
  readonly keys: { readonly test: string; readonly live: string; readonly stranger: string };
  readonly organizationId: string;
  /** What the nodes show outside any block; a test may add to it. */
  readonly pending: PendingTransfer[];
  call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, options?: CallOptions): Promise<CallResult>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly key?: string | null;
  readonly body?: unknown;
  readonly raw?: { readonly payload: string | Buffer; readonly contentType?: string };
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CallResult {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers is what the tests look into.
  readonly body: any;
}

/**
 * The whole HTTP server on a real database, with the fixed prices and a network whose cursor stands still: for everything
 * about the API that needs no chain to move.
 */
export async function createTestApi(environment: Readonly<Record<string, string>> = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  const { store, pool } = database;
  const clock = createTestClock();
  const network: NetworkConfig = networkOf(createDevnetSpec({ USDC, USDT }), 3);
  const live = networkOf({ ...network.spec, name: 'Base', label: 'Base', chainId: LIVE_CHAIN_ID, livemode: true }, 12);
  const networks = [network, live];
  const config = {
    ...createConfig({ OPENTILL_REQUESTS_PER_MINUTE: '0', ...environment }, { networks: [], dev: true }),
    networks,
  };
  const log = createLogger({ level: environment['LOG_LEVEL'] ?? 'silent', readable: false });
  const metrics = createMetrics();
  const wake = createMemoryWake();
  // Pretend prices are refused beside a main network; the same coins are priced here without one.
  const rates = composeRates(config, [network], store, clock, log);
  const monitor = { isHealthy: () => true };
  const addresses = createReceivingAddresses(store, { allowWellKnown: false });
  const sessions = composeSessions({
    config,
    networks,
    store,
    pool,
    runtime: clock,
    wake,
    metrics,
    rates,
    monitor,
    addresses,
  });
  const secretBox = createSecretBox(clock.randomBytes(32), clock.randomBytes);
  const pending: PendingTransfer[] = [];
  const reading = { readToTip: async () => true, readPending: async () => pending, findUnlisted: async () => {} };
  const pages = createLiveSessions(wake, comparableView);
  const base = {
    store,
    runtime: clock,
    secretBox,
    wake,
    catalogue: sessions.catalogue,
    resource: sessions.resource,
    reading,
  };
  const app = await createHttpServer({
    ...base,
    ...config,
    log,
    metrics,
    authenticate: createAuthenticator({ store, runtime: clock }),
    createSession: sessions.createDeps,
    simulate: null,
    csrf: createCsrf({ key: clock.randomBytes(32), randomBytes: clock.randomBytes, secure: false }),
    live: pages,
    page: { networks, isHealthy: () => true, scenarios: [], showsRpcUrls: false, locale: 'en' },
    webhooks: { ...base, findUrlFlaw: () => null },
    networkStates: async () => networks.map(({ spec }) => ({ network: spec.name, healthy: true, lagBlocks: 0 })),
    readiness: async () => ({ database: true, migrations: true }),
  });
  const organization = await createMerchant(database, clock);
  const stranger = await createMerchant(database, clock);
  await startCursors(pool, networks, clock);

  return {
    app,
    database,
    clock,
    sessions,
    pending,
    organizationId: organization.organizationId,
    keys: { test: organization.test, live: organization.live, stranger: stranger.test },
    call: (method, path, options = {}) => call(app, organization.test, method, path, options),
    async close() {
      pages.close();
      await app.close();
      await addresses.close();
      await database.close();
    },
  };
}

const networkOf = (spec: NetworkConfig['spec'], confirmations: number): NetworkConfig => ({
  spec,
  rpcUrls: ['http://127.0.0.1:1'],
  wsUrl: null,
  confirmations,
});

async function createMerchant({ store }: TestDatabase, clock: TestClock) {
  const { organizationId } = await createOrganization(store, clock, { name: 'Tea & Leaf' });
  const keyOf = async (livemode: boolean) =>
    (await createApiKey(store, clock, { organizationId, livemode, name: 'Test' })).text;
  for (const livemode of [false, true]) {
    const account = HDKey.fromMasterSeed(clock.randomBytes(32)).derive("m/44'/60'/0'");
    const reading = parseXpub(account.publicExtendedKey);
    if (reading.outcome === 'refused') throw new Error(reading.message);
    const xpub = {
      id: clock.newId(),
      organizationId,
      livemode,
      family: 'evm',
      xpub: reading.canonical,
      createdAt: clock.now(),
    };
    await addXpub(store, xpub);
  }
  return { organizationId, test: await keyOf(false), live: await keyOf(true) };
}

/** Networks that have been read up to now. */
async function startCursors(pool: pg.Pool, networks: readonly NetworkConfig[], clock: TestClock): Promise<void> {
  for (const { spec } of networks) {
    const at = new Date(clock.now());
    await pool.query(
      `INSERT INTO chain_cursors (network, chain_id, genesis_hash, first_number, number, hash, block_time, reread_number, tip_number, lease_token, updated_at)
       VALUES ($1, $2, '\\x00', 100, 100, '\\x01', $3, 100, 100, 1, $3)`,
      [spec.name, spec.chainId, at],
    );
  }
}

const OUTSIDE_THE_API = /^\/(api|checkout|healthz|readyz|metrics|docs|openapi\.json|assets)(\/|$)/;

async function call(
  app: FastifyInstance,
  defaultKey: string,
  method: NonNullable<InjectOptions['method']>,
  path: string,
  { key = defaultKey, body, raw, headers = {} }: CallOptions,
): Promise<CallResult> {
  const response = await app.inject({
    method,
    url: OUTSIDE_THE_API.test(path) ? path : `/api/v1${path}`,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(raw?.contentType ? { 'content-type': raw.contentType } : {}),
      ...headers,
    },
    ...(raw ? { payload: raw.payload } : body === undefined ? {} : { payload: body as object }),
  });
  const json = String(response.headers['content-type'] ?? '').includes('json');
  return { status: response.statusCode, headers: response.headers, body: json ? response.json() : response.body };
}
