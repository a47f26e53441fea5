import { randomBytes } from 'node:crypto';
import type { NetworkConfig, NetworkSpec } from '../config/network-spec.ts';
import { createDevnetSpec } from '../config/test-networks.ts';
import { type Assurance, assuranceOf, PLAIN_ASSURANCE } from '../core/chain/assurance.ts';
import type { Hex } from '../core/hex.ts';
import { NO_DETAILS } from '../core/session/details.ts';
import type { Offer } from '../core/session/facts.ts';
import type { Session } from '../core/session/session.ts';
import { clockFrom } from '../core/session/test-clock.ts';
import type { Instant } from '../core/time.ts';
import type { RecordDeps } from '../operations/record-batch.ts';
import { rederiveSessions } from '../operations/rederive-sessions.ts';
import { toBytes } from '../store/database.ts';
import { insertSessions } from '../store/insert-sessions.ts';
import { createTestClock } from './clock.ts';
import type { TestDatabase } from './database.ts';

export const USDC: Hex = `0x${'c1'.repeat(20)}`;
export const USDT: Hex = `0x${'c2'.repeat(20)}`;
/** A token that says it is USDC, too. */
export const LOOKALIKE: Hex = `0x${'cf'.repeat(20)}`;

/** What a session costs in every offered coin: a hundred units, so that shares are whole. */
export const ASKED = 100n;
const TTL_MS = 60_000;
const GRACE_MS = 120_000;

export function networkNamed(
  name: string,
  {
    confirmations = 3,
    tokens = { USDC, USDT },
    assurance = PLAIN_ASSURANCE,
    ...spec
  }: Partial<Omit<NetworkSpec, 'tokens'>> & {
    tokens?: { USDC: Hex; USDT: Hex };
    assurance?: Assurance;
  } = {},
): NetworkConfig {
  return { spec: { ...createDevnetSpec(tokens), name, ...spec }, rpcUrls: [], wsUrl: null, confirmations, assurance };
}

export interface OpenedSession {
  readonly id: string;
  readonly organizationId: string;
  readonly address: Hex;
}

export interface OpenSession {
  readonly networks: readonly NetworkConfig[];
  readonly createdAt: Instant;
  readonly ttlMs?: number;
  readonly confirmations?: number;
  /** A test clock that shows the server's time. */
  readonly testClockId?: string;
}

/** Everything that reading a chain needs around it, real: sessions in the books, and the derivation of their status. */
export function openShop({ pool, store }: TestDatabase) {
  const runtime = createTestClock();
  const resource = { publicUrl: 'http://localhost', findAsset: () => undefined };
  const deps: RecordDeps = {
    store,
    runtime,
    rederive: (tx, keys) => rederiveSessions({ runtime, resource }, tx, keys),
  };
  const organizationId = runtime.newId();
  let index = 0n;

  /** A pending session that offers the native coin, USDC and USDT of each network, at `ASKED` units each. */
  async function openSession(options: OpenSession): Promise<OpenedSession> {
    const session = newSession(organizationId, runtime.newId(), options);
    const created = { id: runtime.newId(), type: 'session.created', version: 1, data: '{}' };
    const addressIndex = { xpubId: organizationId, index: index++ };
    await insertSessions(pool, [{ session, addressIndex, created, paid: null, paymentId: null, idempotency: null }]);
    return { id: session.id, organizationId, address: session.address! };
  }

  const rowOf = ({ id }: OpenedSession) =>
    store.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

  return {
    deps,
    runtime,
    openSession,
    rowOf,
    statusOf: async (session: OpenedSession) => (await rowOf(session)).status,
    /** The types of the session's own events told, in order. */
    async toldOf({ id }: OpenedSession) {
      const rows = await store
        .selectFrom('events')
        .select('type')
        .where('session_id', '=', id)
        .where('version', 'is not', null)
        .orderBy('version')
        .orderBy('id')
        .execute();
      return rows.map(({ type }) => type.replace('session.', ''));
    },
    transfersOf: ({ address }: OpenedSession) =>
      store
        .selectFrom('transfers')
        .selectAll()
        .where('recipient', '=', toBytes(address) as never)
        .orderBy('block_number')
        .orderBy('position')
        .execute(),
    paymentsOf: ({ id }: OpenedSession) =>
      store.selectFrom('payments').select('method').where('session_id', '=', id).orderBy('method').execute(),
  };
}
export type Shop = ReturnType<typeof openShop>;

function newSession(
  organizationId: string,
  id: string,
  { networks, createdAt, ttlMs = TTL_MS, confirmations, testClockId }: OpenSession,
): Session {
  const offers = networks.flatMap((network) => offersOf(network, confirmations ?? network.confirmations));
  return {
    organizationId,
    id,
    livemode: false,
    siteId: organizationId,
    terms: {
      total: { minor: 100_00n, currency: 'USD' },
      offers,
      underToleranceBps: 0n,
      overToleranceBps: 0n,
      ttlMs,
      graceMs: GRACE_MS,
      maxLifetimeMs: 3_600_000,
      maxExtensions: 1,
    },
    method: offers[0]?.method ?? null,
    address: `0x${randomBytes(20).toString('hex')}`,
    acts: [],
    status: 'pending',
    version: 1,
    toldPaid: false,
    toldOverpaid: false,
    expiresAt: createdAt + ttlMs,
    graceEndsAt: createdAt + ttlMs + GRACE_MS,
    clock: testClockId === undefined ? [] : clockFrom(0),
    nextDeadline: createdAt + ttlMs,
    paidAt: null,
    txHash: null,
    restartedAs: null,
    refundStatus: null,
    accessedAt: null,
    completedAt: null,
    ...NO_DETAILS,
    testClockId: testClockId ?? null,
    createdAt,
    updatedAt: createdAt,
  };
}

function offersOf(network: NetworkConfig, requiredConfirmations: number): Offer[] {
  const { spec } = network;
  const { finality } = assuranceOf(network);
  return [spec.native, ...spec.tokens].map((asset) => ({
    method: `${spec.name}:${asset.symbol}`,
    network: spec.name,
    chainId: spec.chainId,
    symbol: asset.symbol,
    contract: asset.contract,
    decimals: asset.decimals,
    askedAtomic: ASKED,
    rate: '1',
    nativeUsd: '1',
    requiredConfirmations,
    ...(finality && { requiredFinality: finality }),
  }));
}
