import { describe, expect, it } from 'vitest';
import { toPublicId } from '../identity/public-id.ts';
import { deriveSession } from '../session/derive-session.ts';
import { NO_DETAILS } from '../session/details.ts';
import {
  at,
  BASE_USDC,
  CREATED_AT,
  facts,
  OTHER_TOKEN,
  readTo,
  transfer,
  txHashOf,
  USDC,
} from '../session/example.fixture.ts';
import type { ObservedTransfer } from '../session/facts.ts';
import type { Session } from '../session/session.ts';
import { sessionResource } from './session-resource.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const NOW = 200;

/** The session as it is told after these transfers. */
function resourceOf(transfers: readonly ObservedTransfer[]) {
  const derived = deriveSession(facts({ transfers }), readTo(NOW), at(NOW));
  const session: Session = {
    ...facts({ transfers }),
    organizationId: ID,
    id: ID,
    siteId: ID,
    livemode: false,
    method: USDC.method,
    address: `0x${'ad'.repeat(20)}`,
    status: derived.status,
    version: 2,
    toldOverpaid: false,
    expiresAt: derived.expiresAt,
    graceEndsAt: derived.graceEndsAt,
    nextDeadline: derived.nextDeadline,
    paidAt: derived.paidAt,
    txHash: derived.txHash,
    restartedAs: null,
    refundStatus: null,
    accessedAt: null,
    completedAt: null,
    ...NO_DETAILS,
    createdAt: CREATED_AT,
    updatedAt: CREATED_AT,
  };
  const heads = {
    Ethereum: { number: BigInt(1_000 + NOW), timestamp: at(NOW) },
    Base: { number: 1_005n, timestamp: at(NOW) },
  };
  return sessionResource(
    { session, derived, payments: [], heads },
    { publicUrl: 'https://pay.example', findAsset: () => undefined },
  );
}

/** An id as the books give it, ending in this number. */
const idOf = (index: number) => `01890a5d-ac96-774b-bcce-${index.toString(16).padStart(12, '0')}`;
const publicIds = (transfers: readonly ObservedTransfer[]) => transfers.map(({ id }) => toPublicId('transfer', id));
const listedIds = (transfers: readonly ObservedTransfer[]) => resourceOf(transfers).transfers.map(({ id }) => id);

/** Transfers one second apart from second 1 on, each numbered from `first` on. */
const many = (count: number, offer: typeof USDC, amountAtomic: bigint, first = 0) =>
  Array.from({ length: count }, (_, index) => ({
    ...transfer(offer, amountAtomic, { arrived: 1, confirmed: 3, id: idOf(first + index) }),
    txHash: txHashOf(`t${first + index}`),
    position: `log:${first + index}`,
  }));
const unlisted = (count: number, first = 0) =>
  many(count, USDC, 2n ** 256n - 1n, first).map((each) => ({ ...each, contract: OTHER_TOKEN, listed: false }));

describe('the transfers that a session lists', () => {
  it('are all of them while they are few, in chain order', () => {
    const resource = resourceOf([...unlisted(10, 5), ...many(5, USDC, 1n)]);
    expect(resource.transfers).toHaveLength(15);
    expect(resource.transfersTotal).toBe(15);
    expect(resource.transfers.map(({ disposition }) => disposition)).toEqual([
      ...Array(5).fill('on_time'),
      ...Array(10).fill('unexpected'),
    ]);
  });

  it('are the first and the last 25 of those that count, so that no dust hides a payment, and the newest 20 of the others', () => {
    const [counted, others] = [many(60, USDC, 1n), unlisted(30, 100)];
    expect(listedIds([...counted, ...others])).toEqual([
      ...publicIds([...counted.slice(0, 25), ...counted.slice(-25)]),
      ...publicIds(others.slice(10)),
    ]);
    expect(resourceOf([...counted, ...others]).transfersTotal).toBe(90);
  });

  it('leave the room that nothing counted takes to those that do not count', () => {
    const others = unlisted(90, 100);
    const counted = many(1, USDC, 1n);
    expect(listedIds([...counted, ...others])).toEqual([...publicIds(counted), ...publicIds(others.slice(-69))]);
  });
});

describe('a session with 5,000 transfers', () => {
  const asked = USDC.askedAtomic;
  const share = asked / 4_000n + 1n;
  const counted = many(4_500, USDC, share);
  const resource = resourceOf([...counted, ...unlisted(500, 4_500)]);

  it('stays under 64 kB', () => {
    expect(resource.transfersTotal).toBe(5_000);
    expect(Buffer.byteLength(JSON.stringify(resource))).toBeLessThan(64 * 1024);
  });

  it('sums all that count, and shows the transaction that reached the amount', () => {
    expect(resource.amountReceived).toMatchObject({ perAsset: [{ atomic: (share * 4_500n).toString() }] });
    expect(resource.amountConfirmed).toMatchObject({ perAsset: [{ atomic: (share * 4_500n).toString() }] });
    expect(resource.status).toBe('paid');
    const deciding = Number((asked + share - 1n) / share) - 1;
    expect(resource.txHash).toBe(txHashOf(`t${deciding}`));
  });
});

it('counts the confirmations of the least confirmed transfer, listed or not', () => {
  // Base's came first, but its chain has gone on by four blocks only; Ethereum's have 200.
  const slow = transfer(BASE_USDC, 1n, { arrived: 0, id: idOf(9_999) });
  expect(resourceOf([{ ...slow, blockNumber: 1_001n }, ...many(60, USDC, 1n)]).confirmations).toBe(5);
});
