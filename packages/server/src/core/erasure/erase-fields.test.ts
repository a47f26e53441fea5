import { describe, expect, test } from 'vitest';
import { eraseAnswer, eraseFields } from './erase-fields.ts';
import { type PersonalWords, wordsOf } from './personal-words.ts';
import { concerns, type PersonIdentity } from './whose.ts';

const WORDS: PersonalWords = wordsOf({ email: 'Ada@example.com', name: 'Ada Lovelace', phone: '+44 20 7946 0000' });
const ADA: PersonIdentity = {
  ids: new Set(['cus_1', 'cs_1']),
  emails: new Set(['ada@example.com']),
  withCustomers: false,
};

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

  test('empties a stored answer: their own object and their session, by id, and nothing beside them', () => {
    const beside = {
      object: 'customer',
      id: 'cus_2',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      secret: 'whsec_1',
    };
    const answer = {
      customer: { object: 'customer', id: 'cus_1', email: 'ada@example.com', name: 'Ada Byron', phone: null },
      session: { id: 'cs_1', status: 'paid', customer_email: 'ada@example.com', description: 'Ada Lovelace’s' },
      beside,
    };
    expect(eraseAnswer(answer, WORDS, ADA)).toEqual({
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
      session: { id: 'cs_1', status: 'paid', customer_email: null, description: 'erased’s' },
      beside,
    });
  });

  test('knows a document by the exact address, unless it is another customer’s', () => {
    const of = (customerId: string | null, customerEmail: string) => ({ customerId, customerEmail });
    expect(concerns([of(null, 'ADA@example.com')], ADA)).toBe(true);
    expect(concerns([of(null, 'lada@example.com')], ADA)).toBe(false);
    expect(concerns([of('cus_2', 'ada@example.com')], ADA)).toBe(false);
    expect(concerns([of('cus_2', 'ada@example.com')], { ...ADA, withCustomers: true })).toBe(true);
    expect(concerns({ note: 'cus_1, ada@example.com' }, ADA)).toBe(false);
  });

  test('keeps ids, types, statuses and secrets of their own documents, whatever the person is called', () => {
    const words = wordsOf({ email: 'ada@example.com', name: 'paid' });
    const own = { id: 'paid', object: 'paid', type: 'paid', status: 'paid', secret: 'paid', description: 'paid' };
    expect(eraseFields(own, words)).toEqual({ ...own, description: 'erased' });
  });

  test('leaves metadata that is kept as JSON text JSON, digit for digit', () => {
    const metadata = '{"true":true,"n":39.990,"tel":442079460000,"who":["TRUE",null],"deep":{"email":"x","a":"b"}}';
    const words = wordsOf({ name: 'True', phone: '+44 20 7946 0000' });
    const erased = eraseFields({ dialectFields: { dialect: 'wewire', fields: { metadata } } }, words);
    expect(erased.dialectFields.fields.metadata).toBe(
      '{"true":true,"n":39.990,"tel":"erased","who":["erased",null],"deep":{"email":"erased","a":"b"}}',
    );
  });

  test('finds an address that a URL spells in part, and never changes the host', () => {
    const words = wordsOf({ email: 'a+b@shop.example', name: 'shop' });
    const fields = { successUrl: 'https://shop.example/shop?m=a%2Bb@shop.example&n=a+b%40shop.example' };
    expect(eraseFields(fields, words)).toEqual({ successUrl: 'https://shop.example/erased?m=erased&n=erased' });
  });

  test('leaves alone what merely looks like a pattern', () => {
    const words = wordsOf({ email: 'a.b+c@example.com' });
    expect(eraseFields({ description: 'aXb+c@example.com a.b+c@example.com' }, words).description).toBe(
      'aXb+c@example.com erased',
    );
  });
});
