import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hex } from '../hex.ts';
import { TERMS } from './example.fixture.ts';
import type { Act, Offer, SessionTerms } from './facts.ts';
import { MalformedDocumentError } from './json-fields.ts';
import { decodeActs, decodeTerms, encodeActs, encodeTerms } from './terms-json.ts';

const whole = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const count = fc.nat();
const hex = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes): Hex => `0x${Buffer.from(bytes).toString('hex')}`);

const offers: fc.Arbitrary<Offer> = fc.record({
  method: fc.string(),
  network: fc.string(),
  chainId: count,
  symbol: fc.string(),
  contract: fc.option(hex),
  decimals: count,
  askedAtomic: whole,
  rate: fc.string(),
  nativeUsd: fc.string(),
  requiredConfirmations: count,
});

const terms: fc.Arbitrary<SessionTerms> = fc.record({
  total: fc.record({ minor: whole, currency: fc.string() }),
  offers: fc.array(offers, { maxLength: 5 }),
  underToleranceBps: whole,
  overToleranceBps: whole,
  ttlMs: count,
  graceMs: count,
  maxLifetimeMs: count,
  maxExtensions: count,
});

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constantFrom('cancel', 'expire', 'extend'), at: count }),
  fc.record({ kind: fc.constant('expire'), at: count, grace: fc.constant('none') }),
  fc.record({ kind: fc.constant('attach'), at: count, transferId: fc.string() }),
  fc.record({ kind: fc.constant('accept'), at: count, need: fc.tuple(whole, whole) }),
);

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('terms come back from JSON as they were', () => {
  fc.assert(
    fc.property(terms, (given) => {
      expect(decodeTerms(throughJson(encodeTerms(given)))).toEqual(given);
    }),
  );
});

test('acts come back from JSON as they were', () => {
  fc.assert(
    fc.property(fc.array(acts), (given) => {
      expect(decodeActs(throughJson(encodeActs(given)))).toEqual(given);
    }),
  );
});

test('only what the terms name is stored', () => {
  const withMore = { ...TERMS, note: 'x', offers: TERMS.offers.map((offer) => ({ ...offer, healthy: true })) };
  expect(decodeTerms(throughJson(encodeTerms(withMore)))).toEqual(TERMS);
});

describe('a document that this version does not write is refused', () => {
  const written = encodeTerms(TERMS);
  const { ttlMs: _, ...withoutTtl } = written;
  test.each([
    ['null', null],
    ['a list', []],
    ['a missing field', withoutTtl],
    ['an unknown field', { ...written, surcharge: '5' }],
    ['an amount as a number', { ...written, total: { minor: 9999, currency: 'USD' } }],
    ['an amount with a fraction', { ...written, total: { minor: '99.99', currency: 'USD' } }],
    ['a length of time as text', { ...written, ttlMs: '300000' }],
    ['a contract that is no hexadecimal', { ...written, offers: [{ ...written.offers[0], contract: 'usdc' }] }],
  ])('terms: %s', (_name, value) => {
    expect(() => decodeTerms(throughJson(value))).toThrow(MalformedDocumentError);
  });

  test.each([
    ['no list', {}],
    ['an unknown kind', [{ kind: 'refund', at: 1 }]],
    ['an act without its time', [{ kind: 'cancel' }]],
    ['a need of one number', [{ kind: 'accept', at: 1, need: ['1'] }]],
    ['null in the list', [null]],
  ])('acts: %s', (_name, value) => {
    expect(() => decodeActs(throughJson(value))).toThrow(MalformedDocumentError);
  });
});
