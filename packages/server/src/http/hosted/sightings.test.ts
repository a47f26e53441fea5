import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createDevnetSpec } from '../../config/test-networks.ts';
import type { PendingTransfer } from '../../core/chain/blocks.ts';
import type { Hex } from '../../core/hex.ts';
import type { Session } from '../../core/session/session.ts';
import { createSightings } from './sightings.ts';

const USDC: Hex = `0x${'c'.repeat(40)}`;
const USDT: Hex = `0x${'d'.repeat(40)}`;
const ADDRESS: Hex = `0x${'1'.repeat(40)}`;
const OTHER: Hex = `0x${'2'.repeat(40)}`;
const STRANGE: Hex = `0x${'9'.repeat(40)}`;
const onItsWay = (txHash: Hex, contract: Hex | null = USDC, to = ADDRESS): PendingTransfer => ({
  txHash,
  contract,
  to,
  amountAtomic: 5n,
});

function sessionOf(address: Hex | null, status: Session['status'] = 'pending'): Session {
  const offers = [USDC, null].map((contract) => ({ network: 'Devnet', contract }));
  return { id: `session of ${address}`, address, status, terms: { offers } } as unknown as Session;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A node of which the tests decide what it shows. */
function useNode({ blockTimeMs = 12_000 } = {}) {
  const node = { asked: [] as (readonly Hex[])[], shows: [] as PendingTransfer[], fails: false };
  const changed: string[] = [];
  const spec = { ...createDevnetSpec({ USDC, USDT }), blockTimeMs };
  const sightings = createSightings({
    networks: [{ spec, rpcUrls: [], wsUrl: null, confirmations: 3 }],
    now: () => Date.now(),
    onChange: (sessionId) => changed.push(sessionId),
    readPending: async (_network, addresses) => {
      node.asked.push(addresses);
      if (node.fails) throw new Error('the node does not answer');
      return node.shows;
    },
  });
  onTestFinished(() => sightings.close());
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  return { node, sightings, changed, pass };
}

test('a payment on its way is seen, by the offer that it pays, and the page is told', async () => {
  const { node, sightings, changed, pass } = useNode();
  node.shows = [onItsWay('0xaa'), onItsWay('0xbb', null), onItsWay('0xcc', STRANGE), onItsWay('0xdd', USDC, OTHER)];
  expect(sightings.of(sessionOf(ADDRESS))).toEqual([]);
  await pass(0);
  expect(changed).toEqual([`session of ${ADDRESS}`]);
  expect(sightings.of(sessionOf(ADDRESS)).map(({ txHash, offer }) => [txHash, offer.contract])).toEqual([
    ['0xaa', USDC],
    ['0xbb', null],
  ]);
});

test('the first moment stays while it is on its way; it goes when the node shows it no longer, and the page is told once', async () => {
  const { node, sightings, changed, pass } = useNode();
  const startedAt = Date.now();
  node.shows = [onItsWay('0xaa')];
  sightings.of(sessionOf(ADDRESS));
  await pass(9000);
  expect(node.asked).toHaveLength(4);
  expect(sightings.of(sessionOf(ADDRESS))[0]?.firstSeenAt).toBe(startedAt);
  expect(changed).toHaveLength(1);
  node.shows = [];
  await pass(3000);
  expect(sightings.of(sessionOf(ADDRESS))).toEqual([]);
  expect(changed).toHaveLength(2);
});

test('all open pages share one look, four of them in a block of twelve seconds', async () => {
  const { node, sightings, pass } = useNode();
  for (let ask = 0; ask < 24; ask += 1) {
    sightings.of(sessionOf(ADDRESS));
    sightings.of(sessionOf(OTHER));
    await pass(500);
  }
  expect(node.asked.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => [ADDRESS, OTHER]));
  expect(node.asked.length).toBeLessThanOrEqual(5);
});

test('a page that nobody has open any more is no longer looked for', async () => {
  const { node, sightings, pass } = useNode();
  sightings.of(sessionOf(ADDRESS));
  await pass(60_000);
  const looks = node.asked.length;
  await pass(60_000);
  expect(node.asked).toHaveLength(looks);
});

test('a node that fails is left alone for half a minute, and what it showed is forgotten', async () => {
  const { node, sightings, pass } = useNode();
  node.shows = [onItsWay('0xaa')];
  sightings.of(sessionOf(ADDRESS));
  await pass(0);
  node.fails = true;
  await pass(3000);
  expect(sightings.of(sessionOf(ADDRESS))).toEqual([]);
  await pass(29_999);
  expect(node.asked).toHaveLength(2);
  await pass(1);
  expect(node.asked).toHaveLength(3);
});

test.each<[string, Session, number]>([
  ['nothing is to be paid any more', sessionOf(ADDRESS, 'paid'), 12_000],
  ['there is no address yet', sessionOf(null), 12_000],
  ['blocks come faster than one could look', sessionOf(ADDRESS), 250],
])('no node is asked where %s', async (_why, session, blockTimeMs) => {
  const { node, sightings, pass } = useNode({ blockTimeMs });
  expect(sightings.of(session)).toEqual([]);
  await pass(60_000);
  expect(node.asked).toEqual([]);
});
