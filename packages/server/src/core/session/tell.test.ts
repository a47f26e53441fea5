import { expect, test } from 'vitest';
import { derivedAt, percent, transfer, USDC } from './example.fixture.ts';
import { changesToTell } from './tell.ts';

const paying = (share: bigint, confirmed: number | null = null) =>
  derivedAt(130, { transfers: [transfer(USDC, percent(USDC, share), { arrived: 100, confirmed })] });

test('nothing is told while the status stays', () => {
  expect(changesToTell({ status: 'pending', toldOverpaid: false }, derivedAt(10, {}))).toEqual([]);
});

test('of several statuses crossed at once only the last is told', () => {
  expect(changesToTell({ status: 'pending', toldOverpaid: false }, paying(100n, 124))).toEqual(['session.paid']);
});

test('an excess that appears together with the payment is told before it', () => {
  const told = { status: 'pending', toldOverpaid: false } as const;
  expect(changesToTell(told, paying(120n, 124))).toEqual(['session.overpaid', 'session.paid']);
});

test('an excess that appears beside an unchanged status is told alone', () => {
  expect(changesToTell({ status: 'paid', toldOverpaid: false }, paying(120n, 124))).toEqual(['session.overpaid']);
});

test('an excess is told once', () => {
  expect(changesToTell({ status: 'pending', toldOverpaid: false }, paying(120n))).toEqual(['session.overpaid']);
  expect(changesToTell({ status: 'overpaid', toldOverpaid: true }, paying(120n))).toEqual([]);
  expect(changesToTell({ status: 'overpaid', toldOverpaid: true }, paying(120n, 124))).toEqual(['session.paid']);
});
