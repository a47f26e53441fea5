import { expect, it } from 'vitest';
import { toCheckoutId } from './checkout-id.ts';
import { toPublicId } from './public-id.ts';
import { sessionUuidOf } from './session-id.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

it.each([ID, ID.toUpperCase(), toPublicId('session', ID), toCheckoutId(ID, false), toCheckoutId(ID, true)])(
  '%s names the session',
  (text) => {
    expect(sessionUuidOf(text)).toBe(ID);
  },
);

it('the reference that its customer sees names the session', () => {
  expect(sessionUuidOf(toPublicId('session', ID).slice('cs_'.length))).toBe(ID);
});

it.each([
  '',
  'cs_',
  '0351BrsF3N0yYt0OPgTG5',
  '0351BrsF3N0yYt0OPgTG5v0',
  'zzzzzzzzzzzzzzzzzzzzzz',
  'pl_0351BrsF3N0yYt0OPgTG5v',
  `${ID}0`,
  `{${ID}}`,
])('%j names none', (text) => {
  expect(sessionUuidOf(text)).toBeUndefined();
});
