import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Hex } from '../core/hex.ts';
import type { Offer } from '../core/session/facts.ts';
import { type DevnetTokens, deployTokens } from '../dev/deploy-tokens.ts';
import { createDevnetPayer } from '../dev/devnet-payer.ts';
import { createRpc, minedReceipt, type Rpc } from '../dev/rpc.ts';
import { type Anvil, startAnvil } from '../testing/anvil.ts';
import {
  type DevnetPayer,
  type Scenario,
  type SimulatedPayment,
  type SimulationOutcome,
  simulatePayment,
} from './simulate-payment.ts';

let anvil: Anvil;
let rpc: Rpc;
let tokens: DevnetTokens;
let payer: DevnetPayer;
let issued = 0;

beforeAll(async () => {
  anvil = await startAnvil({ blockTimeSeconds: 1 });
  rpc = createRpc(anvil.rpcUrl);
  tokens = await deployTokens(rpc);
  payer = createDevnetPayer(rpc, tokens);
});
afterAll(() => anvil?.stop());

const NOW = Date.parse('2026-01-01T12:00:00Z');

const offerOf = (symbol: string, contract: Hex | null, decimals: number): Offer => ({
  method: `Devnet:${symbol}`,
  network: 'Devnet',
  chainId: 31337,
  symbol,
  contract,
  decimals,
  askedAtomic: 1_000_003n,
  rate: '1',
  nativeUsd: '2500',
  requiredConfirmations: 3,
});
const ether = () => offerOf('ETH', null, 18);
const usdc = () => offerOf('USDC', tokens.USDC, 6);
const usdt = () => offerOf('USDT', tokens.USDT, 6);

/** A session's own address, never paid before. */
const freshAddress = (): Hex => `0x5e55${(++issued).toString(16).padStart(36, '0')}`;

interface Played {
  readonly address: Hex;
  readonly result: SimulationOutcome;
}

async function play(scenario: Scenario, changes: Partial<SimulatedPayment> = {}): Promise<Played> {
  const address = changes.address ?? freshAddress();
  const offer = changes.offer ?? usdc();
  const payment = {
    scenario,
    address,
    offer,
    offers: [ether(), usdc(), usdt()],
    remainingAtomic: 1_000_003n,
    expiresAt: NOW + 60_000,
    graceEndsAt: NOW + 120_000,
    now: NOW,
    ...changes,
  };
  return { address, result: await simulatePayment(payer, payment) };
}

async function mined({ result }: Played): Promise<readonly Hex[]> {
  if (result.outcome === 'refused') throw new Error(result.message);
  for (const hash of result.transactions) await minedReceipt(rpc, hash);
  return result.transactions;
}

/** Of every token that the payer has, and of coins. */
async function balances(address: Hex) {
  const { USDC, USDT, unlisted } = tokens;
  const [coins, ...rest] = await Promise.all([
    rpc<Hex>('eth_getBalance', address, 'latest'),
    ...[USDC, USDT, unlisted].map((to) =>
      rpc<Hex>('eth_call', { to, data: `0x70a08231${address.slice(2).padStart(64, '0')}` }, 'latest'),
    ),
  ]);
  const [usdcAtomic, usdtAtomic, unlistedAtomic] = rest.map(BigInt);
  return { ETH: BigInt(coins), USDC: usdcAtomic, USDT: usdtAtomic, unlisted: unlistedAtomic };
}

const NOTHING = { ETH: 0n, USDC: 0n, USDT: 0n, unlisted: 0n };

describe.each([
  { scenario: 'exact', sent: 1_000_003n, transactions: 1 },
  { scenario: 'underpaid', sent: 600_001n, transactions: 1 },
  { scenario: 'overpaid', sent: 1_200_004n, transactions: 1 },
  { scenario: 'twice', sent: 2_000_006n, transactions: 2 },
] as const)('$scenario', ({ scenario, sent, transactions }) => {
  test(`sends ${sent} of 1000003 in a token, in ${transactions} transaction(s)`, async () => {
    const played = await play(scenario);
    expect(await mined(played)).toHaveLength(transactions);
    expect(await balances(played.address)).toEqual({ ...NOTHING, USDC: sent });
  });

  test(`sends ${sent} of 1000003 in coins`, async () => {
    const played = await play(scenario, { offer: ether() });
    await mined(played);
    expect(await balances(played.address)).toEqual({ ...NOTHING, ETH: sent });
  });
});

test('pays what remains, not what was asked at first', async () => {
  const played = await play('exact', { remainingAtomic: 42n });
  await mined(played);
  expect(await balances(played.address)).toEqual({ ...NOTHING, USDC: 42n });
});

test('pays a session that has been paid already once more', async () => {
  const played = await play('exact', { remainingAtomic: 0n });
  await mined(played);
  expect(await balances(played.address)).toEqual({ ...NOTHING, USDC: 1_000_003n });
});

test('cannot pay too little of a single unit', async () => {
  const { address, result } = await play('underpaid', { remainingAtomic: 1n });
  expect(result.outcome).toBe('refused');
  expect(await balances(address)).toEqual(NOTHING);
});

test('pays however much is asked', async () => {
  const [tokensAsked, coinsAsked] = [10n ** 40n, 10n ** 30n];
  const inTokens = await play('exact', { remainingAtomic: tokensAsked });
  const inCoins = await play('exact', { offer: ether(), remainingAtomic: coinsAsked });
  await mined(inTokens);
  await mined(inCoins);
  expect(await balances(inTokens.address)).toEqual({ ...NOTHING, USDC: tokensAsked });
  expect(await balances(inCoins.address)).toEqual({ ...NOTHING, ETH: coinsAsked });
});

describe('wrong_token', () => {
  test('sends one that nobody lists where the session takes all others', async () => {
    const played = await play('wrong_token');
    await mined(played);
    expect(await balances(played.address)).toEqual({ ...NOTHING, unlisted: 10_000_000n });
  });

  test('sends one of the catalogue that the session does not take, if there is one', async () => {
    const played = await play('wrong_token', { offers: [ether(), usdc()] });
    await mined(played);
    expect(await balances(played.address)).toEqual({ ...NOTHING, USDT: 10_000_000n });
  });

  test('sends ten whole units by the token’s own decimals, whatever the session asks in coins', async () => {
    const asked = { offer: ether(), offers: [ether()], remainingAtomic: 4_000_000_000_000_000n };
    const played = await play('wrong_token', asked);
    await mined(played);
    expect(await balances(played.address)).toEqual({ ...NOTHING, USDC: 10_000_000n });
  });
});

describe('late', () => {
  const expiresAt = NOW;

  test('sends nothing before the session has expired, and says when it can', async () => {
    const { address, result } = await play('late', { expiresAt, now: NOW - 4_500 });
    expect(result).toEqual({
      outcome: 'refused',
      message: 'The session has not expired yet: play «late» in 6 s, or create one with a shorter expiresIn.',
    });
    expect(await balances(address)).toEqual(NOTHING);
  });

  test('waits for the second after, since a block carries whole seconds', async () => {
    const inTheSameSecond = await play('late', { expiresAt, now: NOW + 999 });
    expect(inTheSameSecond.result.outcome).toBe('refused');
    const played = await play('late', { expiresAt, now: NOW + 1_000 });
    await mined(played);
    expect(await balances(played.address)).toEqual({ ...NOTHING, USDC: 1_000_003n });
  });

  test('is refused once the grace window is over', async () => {
    const { result } = await play('late', { expiresAt, graceEndsAt: NOW + 5_000, now: NOW + 5_001 });
    expect(result).toMatchObject({ outcome: 'refused', message: expect.stringContaining('grace') });
  });
});

describe('reorged', () => {
  test('is mined, then gone, and does not come back', async () => {
    const played = await play('reorged');
    if (played.result.outcome === 'refused') throw new Error(played.result.message);
    const [hash] = played.result.transactions;
    expect(await rpc('eth_getTransactionReceipt', hash)).toBeNull();
    // A payment after it shows that blocks are made again.
    await mined(await play('exact'));
    expect(await rpc('eth_getTransactionReceipt', hash)).toBeNull();
    expect(await balances(played.address)).toEqual(NOTHING);
  });

  test('leaves the chain’s clock where it was', async () => {
    await play('reorged');
    await play('reorged');
    const startedAt = Math.floor(Date.now() / 1000);
    const [hash] = await mined(await play('exact'));
    const { blockNumber } = await minedReceipt(rpc, hash!);
    const block = await rpc<{ timestamp: Hex }>('eth_getBlockByNumber', blockNumber, false);
    expect(Number(block.timestamp)).toBeGreaterThanOrEqual(startedAt);
  });
});

test('two simulations at once both land', async () => {
  const both = await Promise.all([play('twice'), play('exact', { offer: ether() }), play('reorged'), play('exact')]);
  const [twice, exact, , last] = both as [Played, Played, Played, Played];
  await mined(twice);
  await mined(exact);
  await mined(last);
  expect(await balances(twice.address)).toEqual({ ...NOTHING, USDC: 2_000_006n });
  expect(await balances(exact.address)).toEqual({ ...NOTHING, ETH: 1_000_003n });
  expect(await balances(last.address)).toEqual({ ...NOTHING, USDC: 1_000_003n });
});
