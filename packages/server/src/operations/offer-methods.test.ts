import { expect, it } from 'vitest';
import { parseDecimal } from '../core/money/decimal.ts';
import type { Money } from '../core/money/money.ts';
import { decodeTerms, encodeTerms } from '../core/session/terms-json.ts';
import { networkNamed } from '../testing/chain-shop.ts';
import type { MethodCatalogue } from './method-catalogue.ts';
import { offerMethods } from './offer-methods.ts';

const network = networkNamed('Tiered', {
  confirmations: 12,
  assurance: {
    quorum: 1,
    finality: null,
    tiers: [
      { from: { minor: 1_000_00n, currency: 'USD' }, confirmations: 32, finality: null },
      { from: { minor: 10_000_00n, currency: 'USD' }, confirmations: 64, finality: 'finalized' },
    ],
  },
});
const PRICES: Readonly<Record<string, string>> = {
  'ETH/USD': '2500',
  'USDC/USD': '1',
  'USDT/USD': '0.998',
  'ETH/EUR': '2300',
  'USDC/EUR': '0.92',
  'USDT/EUR': '0.918',
};
const catalogue: MethodCatalogue = {
  networks: [network],
  isHealthy: () => true,
  price(symbol, currency) {
    const price = PRICES[`${symbol}/${currency}`];
    return price === undefined ? { unavailable: 'unknown' } : { price: parseDecimal(price)! };
  },
};

function offersFor(total: Money) {
  const made = offerMethods(catalogue, {
    livemode: false,
    total,
    allowed: undefined,
    named: undefined,
    preferred: null,
    now: 0,
  });
  if (made.outcome === 'refused') throw new Error(made.message);
  return made.offers;
}

const requiredFor = (minor: bigint, currency: string) =>
  Object.fromEntries(
    offersFor({ minor, currency }).map((offer) => [
      offer.symbol,
      [offer.requiredConfirmations, offer.requiredFinality ?? null],
    ]),
  );

it('asks more confirmations of larger totals', () => {
  expect(requiredFor(999_99n, 'USD')['ETH']).toEqual([12, null]);
  expect(requiredFor(1_000_00n, 'USD')['ETH']).toEqual([32, null]);
  expect(requiredFor(25_000_00n, 'USD')['ETH']).toEqual([64, 'finalized']);
});

it('converts the total by the prices that each method is quoted at', () => {
  // 920 EUR buy 0.4 ETH or 1,000 USDC, each 1,000 USD; in USDT they are 1,000.17… USD.
  expect(requiredFor(920_00n, 'EUR')).toEqual({ ETH: [32, null], USDC: [32, null], USDT: [32, null] });
  // One cent less is 999.98… USD in ETH and USDC, and still 1,000.16… in USDT.
  expect(requiredFor(919_99n, 'EUR')).toEqual({ ETH: [12, null], USDC: [12, null], USDT: [32, null] });
});

it('keeps what was asked in the session’s terms, where no later setting reaches it', () => {
  const offers = offersFor({ minor: 25_000_00n, currency: 'USD' });
  const terms = {
    total: { minor: 25_000_00n, currency: 'USD' },
    offers,
    ...{ underToleranceBps: 0n, overToleranceBps: 0n, ttlMs: 1, graceMs: 1, maxLifetimeMs: 1, maxExtensions: 0 },
  };
  const stored: unknown = JSON.parse(JSON.stringify(encodeTerms(terms)));
  expect(decodeTerms(stored).offers).toEqual(offers);
  expect(decodeTerms(stored).offers[0]).toMatchObject({ requiredConfirmations: 64, requiredFinality: 'finalized' });
});

it('names the networks that cannot be read, where none can', () => {
  const other = networkNamed('Other', { confirmations: 1 });
  const unread = { ...catalogue, networks: [network, other], isHealthy: () => false };
  const total: Money = { minor: 100n, currency: 'USD' };
  const request = { livemode: network.spec.livemode, total, allowed: undefined, named: undefined, preferred: null };
  expect(offerMethods(unread, { ...request, now: 0 })).toMatchObject({
    outcome: 'refused',
    code: 'network_unavailable',
    message: 'None of the offered networks (Tiered, Other) can be read at the moment.',
  });
});
