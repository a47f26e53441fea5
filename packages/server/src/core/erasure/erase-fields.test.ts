import { describe, expect, test } from 'vitest';
import { eraseAnswer, eraseFields } from './erase-fields.ts';
import { type PersonalWords, wordsOf } from './personal-words.ts';

const WORDS: PersonalWords = wordsOf({ email: 'Ada@example.com', name: 'Ada Lovelace', phone: '+44 20 7946 0000' });

describe('erasing', () => {
  test('empties the personal fields and keeps amounts, ids, times and statuses', () => {
    const session = {
      id: 'cs_1',
      status: 'paid',
      amountTotal: '9.00',
      paidAt: '2026-01-31T12:00:00.000Z',
      customerEmail: 'ada@example.com',
      customerDetails: { name: 'Ada Lovelace', phone: null, billingAddress: { city: 'London' } },
      dialectFields: null,
      metadata: null,
    };
    expect(eraseFields(session, WORDS)).toEqual({ ...session, customerEmail: null, customerDetails: null });
  });

  test('finds an address in metadata, text and URLs, however it is spelled', () => {
    const fields = {
      metadata: { note: 'for ADA@EXAMPLE.COM, please', orderId: '7', buyer: 'ada lovelace' },
      description: 'Ada Lovelace’s order',
      successUrl: 'https://shop.example/ok?email=ada%40example.com&name=Ada+Lovelace',
      lineItems: [{ name: 'Mail to ada@example.com' }, { name: 'Ada Lovelace, a life' }],
    };
    expect(eraseFields(fields, WORDS)).toEqual({
      metadata: { note: 'for erased, please', orderId: '7', buyer: 'erased' },
      description: 'erased’s order',
      successUrl: 'https://shop.example/ok?email=erased&name=erased',
      lineItems: [{ name: 'Mail to erased' }, { name: 'Ada Lovelace, a life' }],
    });
  });

  test('blanks what another API’s words carried of a person, in its shape', () => {
    const dialectFields = {
      dialect: 'paymentgateway',
      fields: {
        name: 'Ada',
        email: 'x@example.com',
        clientId: '17',
        billingAddress: { firstName: 'Ada', city: 'London' },
        items: [{ name: 'Tea', quantity: 2 }],
        metadata: '{"mail":"ada@example.com"}',
      },
    };
    expect(eraseFields({ dialectFields }, WORDS).dialectFields).toEqual({
      dialect: 'paymentgateway',
      fields: {
        name: 'erased',
        email: 'erased',
        clientId: '17',
        billingAddress: { firstName: 'erased', city: 'erased' },
        items: [{ name: 'Tea', quantity: 2 }],
        metadata: '{"mail":"erased"}',
      },
    });
  });

  test('done twice changes nothing', () => {
    const once = eraseFields({ customerEmail: 'ada@example.com', metadata: { a: 'ada@example.com' } }, WORDS);
    expect(eraseFields(once, WORDS)).toEqual(once);
  });

  test('empties a stored answer: their own object, sessions in it, and words anywhere', () => {
    const answer = {
      customer: { object: 'customer', id: 'cus_1', email: 'ada@example.com', name: 'Ada Byron', phone: null },
      session: { customerEmail: 'ada@example.com', status: 'paid' },
      payer_email: 'ada@example.com',
    };
    expect(eraseAnswer(answer, WORDS)).toEqual({
      customer: {
        object: 'customer',
        id: 'cus_1',
        email: null,
        name: null,
        phone: null,
        billingAddress: null,
        shippingAddress: null,
        metadata: null,
      },
      session: { customerEmail: null, status: 'paid' },
      payer_email: 'erased',
    });
  });

  test('leaves alone what merely looks like a pattern', () => {
    const words = wordsOf({ email: 'a.b+c@example.com' });
    expect(eraseFields({ description: 'aXb+c@example.com a.b+c@example.com' }, words).description).toBe(
      'aXb+c@example.com erased',
    );
  });
});
