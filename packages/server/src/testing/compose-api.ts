import { HDKey } from '@scure/bip32';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import { composeRates } from '../compose/rates.ts';
import { createReceivingAddresses } from '../compose/receiving-addresses.ts';
import { composeRefunds, type RefundParts } from '../compose/refunds.ts';
import { composeSessions } from '../compose/sessions.ts';
import { createConfig } from '../config/config.ts';
import type { NetworkConfig, NetworkSpec } from '../config/network-spec.ts';
import { createDevnetSpec } from '../config/test-networks.ts';
import type { PendingTransfer } from '../core/chain/blocks.ts';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import type { FindUrlFlaw } from '../core/webhook/outgoing.ts';
import { createCsrf } from '../http/hosted/csrf.ts';
import { createLiveSessions, type LiveSessions } from '../http/hosted/live.ts';
import { createHttpServer } from '../http/server.ts';
import { parseXpub } from '../networks/evm/address.ts';
import { type Authenticate, createAuthenticator } from '../operations/authenticate.ts';
import { createApiKey } from '../operations/create-api-key.ts';
import type { CreateSessionDeps } from '../operations/create-session.ts';
import { createOrganization } from '../operations/set-up-organization.ts';
import type { DevnetPayer } from '../operations/simulate-payment.ts';
import type { Store } from '../store/database.ts';
import { readHeadsMark } from '../store/heads.ts';
import { createSecretBox, type SecretBox } from '../store/secret-box.ts';
import type { Wake } from '../store/wake.ts';
import { addXpub } from '../store/xpubs.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createTestClock, type TestClock } from './clock.ts';
import type { TestDatabase } from './database.ts';
import { createMemoryWake } from './memory-wake.ts';

export const USDC: Hex = '0x00000000000000000000000000000000000c0001';
const USDT: Hex = '0x00000000000000000000000000000000000c0002';
/** A main network under the same keys, so that live mode can be told from test mode. */
const LIVE_CHAIN_ID = 8453;

export interface ComposedApi {
  readonly app: FastifyInstance;
  readonly clock: TestClock;
  readonly sessions: ReturnType<typeof composeSessions>;
  readonly keys: { readonly test: string; readonly live: string; readonly stranger: string };
  readonly organizationId: string;
  readonly wake: Wake;
  readonly secretBox: SecretBox;
  readonly live: LiveSessions;
  readonly refunds: RefundParts;
  readonly networks: readonly NetworkConfig[];
  /** What the nodes show outside any block; a test may add to it. */
  readonly pending: PendingTransfer[];
  /** What was asked of the nodes so far: networks read to their tip, sessions searched. */
  readonly asked: { readonly tips: string[]; readonly searches: string[] };
  /** Leaves the database open. */
  close(): Promise<void>;
}

/** Parts that stand in for the server's own; a measurement takes the database away with them. */
export interface ReplacedParts {
  readonly wake?: Wake;
  readonly insert?: CreateSessionDeps['insert'];
  readonly authenticateWith?: (own: Authenticate) => Authenticate;
  /** Networks of the catalogue beside the test's own two. */
  readonly moreNetworks?: readonly NetworkSpec[];
  /** What is wrong with a URL that a tenant gives; nothing where absent. */
  readonly findUrlFlaw?: FindUrlFlaw;
  /** Who pays for a developer's tests; nobody where absent. */
  readonly payer?: DevnetPayer;
  /** Told of open pages that could not be rendered. */
  readonly onPageFault?: (error: unknown, sessionId: string) => void;
  /** Where its log goes, as lines to read; to nobody where absent. */
  readonly logOutput?: NodeJS.WritableStream;
  /** When the clock starts; now where absent. */
  readonly startAt?: Instant;
  /** How fast it goes: see `createTestClock`. */
  readonly pace?: number;
}

/**
 * The whole HTTP server on a migrated database, with the fixed prices and a network whose cursor stands still: for
 * everything about the API that needs no chain to move.
 */
export async function composeApi(
  { store, pool }: Pick<TestDatabase, 'store' | 'pool'>,
  environment: Readonly<Record<string, string>> = {},
  {
    wake = createMemoryWake(),
    insert,
    authenticateWith = (own) => own,
    moreNetworks = [],
    findUrlFlaw = () => null,
    payer,
    onPageFault = () => {},
    logOutput,
    startAt,
    pace,
  }: ReplacedParts = {},
): Promise<ComposedApi> {
  const clock = createTestClock(startAt, pace);
  const network: NetworkConfig = networkOf(createDevnetSpec({ USDC, USDT }), 3);
  const live = networkOf({ ...network.spec, name: 'Base', label: 'Base', chainId: LIVE_CHAIN_ID, livemode: true }, 12);
  const networks = [network, live, ...moreNetworks.map((spec) => networkOf(spec, spec.confirmations))];
  const config = {
    ...createConfig({ OPENTILL_REQUESTS_PER_MINUTE: '0', ...environment }, { networks: [], dev: true }),
    networks,
  };
  const log = createLogger({
    level: environment['LOG_LEVEL'] ?? 'silent',
    readable: logOutput !== undefined,
    ...(logOutput && { output: logOutput }),
  });
  const metrics = createMetrics();
  // Pretend prices are refused beside a main network; the same coins are priced here without one.
  const rates = composeRates(config, [network], store, clock, log);
  const monitor = { isHealthy: () => true };
  const addresses = createReceivingAddresses(store, { now: clock.now, allowWellKnown: false });
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
  const asked = { tips: [] as string[], searches: [] as string[] };
  const reading = {
    readToTip: async (network: string) => asked.tips.push(network) > 0,
    readPending: async () => pending,
    findUnlisted: async (sessionId: string) => void asked.searches.push(sessionId),
  };
  const pages = createLiveSessions(wake, {
    now: clock.now,
    readHeads: () => readHeadsMark(store),
    onFault: onPageFault,
  });
  const refunds = composeRefunds({
    secretKey: clock.randomBytes(32),
    networks,
    runtime: clock,
    resource: sessions.resource,
  });
  const base = {
    store,
    runtime: clock,
    secretBox,
    wake,
    catalogue: sessions.catalogue,
    resource: sessions.resource,
    reading,
    refunds,
  };
  const app = await createHttpServer({
    ...base,
    ...config,
    log,
    metrics,
    authenticate: authenticateWith(createAuthenticator({ store, runtime: clock })),
    createSession: { ...sessions.createDeps, ...(insert && { insert }) },
    simulate: payer === undefined ? null : { store, runtime: clock, payer },
    csrf: createCsrf({ key: clock.randomBytes(32), randomBytes: clock.randomBytes, secure: false }),
    live: pages,
    page: {
      networks,
      isHealthy: () => true,
      scenarios: [],
      showsRpcUrls: false,
      sightings: { of: () => [] },
      locale: 'en',
    },
    webhooks: { ...base, findUrlFlaw },
    networkStates: async () => networks.map(({ spec }) => ({ network: spec.name, healthy: true, lagBlocks: 0 })),
    readiness: async () => ({ database: true, migrations: true }),
  });
  const organization = await createMerchant(store, clock);
  const stranger = await createMerchant(store, clock);
  await startCursors(pool, networks, clock);

  return {
    app,
    clock,
    sessions,
    pending,
    asked,
    organizationId: organization.organizationId,
    wake,
    secretBox,
    live: pages,
    refunds,
    networks,
    keys: { test: organization.test, live: organization.live, stranger: stranger.test },
    async close() {
      pages.close();
      await app.close();
      await addresses.close();
    },
  };
}

const networkOf = (spec: NetworkConfig['spec'], confirmations: number): NetworkConfig => ({
  spec,
  rpcUrls: ['http://127.0.0.1:1'],
  wsUrl: null,
  confirmations,
});

async function createMerchant(store: Store, clock: TestClock) {
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
       VALUES ($1, $2, '\\x00', 100, 100, '\\x01', $3, 100, 100, 1, $3) ON CONFLICT DO NOTHING`,
      [spec.name, spec.chainId, at],
    );
  }
}
