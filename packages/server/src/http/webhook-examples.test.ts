import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { EVENT_TYPES, TEST_EVENT_TYPE, TOLD_EVENT_TYPES } from '../core/webhook/event-types.ts';
import { IPN_EVENT_TYPES } from '../core/webhook/ipn.ts';
import { closeSchemas } from '../testing/closed-schema.ts';
import { type RecordedDelivery, recordDeliveries } from '../testing/examples/record-deliveries.ts';
import { createTestApi } from '../testing/test-api.ts';

interface Entry {
  readonly description: string;
  readonly security: readonly object[];
  readonly parameters: readonly { readonly $ref: string }[];
  readonly responses: Readonly<Record<string, object>>;
}

// biome-ignore lint/suspicious/noExplicitAny: the document.
let document: any;
let entries: ReadonlyMap<string, Entry>;
let deliveries: Readonly<Record<string, RecordedDelivery>>;
let schemas: Ajv2020;
beforeAll(async () => {
  const api = await createTestApi();
  document = (await api.call('GET', '/openapi.json', { key: null })).body;
  await api.close();
  const webhooks = Object.entries<{ post: Entry }>(document.webhooks);
  entries = new Map(webhooks.map(([key, { post }]) => [key, post]));
  // Formats are said for readers; the tests of each field hold them.
  schemas = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  schemas.addSchema(closeSchemas(document), 'api');
  deliveries = await recordDeliveries();
});

/** The path of an entry's body's schema in the document. */
const schemaOf = (key: string) =>
  ['webhooks', key, 'post', 'requestBody', 'content', 'application/json', 'schema']
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');

function flawsOf(key: string, body: unknown): readonly string[] {
  const check = schemas.compile({ $ref: `api#/${schemaOf(key)}` });
  return check(body) ? [] : check.errors!.map(({ instancePath, message }) => `${key} ${instancePath} ${message}`);
}

describe('the webhooks in the API’s document', () => {
  it('have an entry for every type of event that an endpoint can be sent', () => {
    expect(EVENT_TYPES.filter((type) => !entries.has(type))).toEqual([...IPN_EVENT_TYPES]);
    const notification = entries.get('paymentgateway/notification')!;
    for (const type of IPN_EVENT_TYPES) expect(notification.description).toContain(type);
  });

  it('have one for each other API’s words, and nothing beside', () => {
    const inOurs: readonly string[] = [...TOLD_EVENT_TYPES, TEST_EVENT_TYPE];
    expect([...entries.keys()].filter((key) => !inOurs.includes(key))).toEqual([
      'paybytoken/checkout_session:completed',
      'radom/session.paid',
      'wewire/session.paid',
      'paymentgateway/notification',
    ]);
  });

  it('show what was delivered to a merchant’s server', async () => {
    const bodies = Object.fromEntries(Object.entries(deliveries).map(([key, { body }]) => [key, body]));
    await expect(
      `${JSON.stringify(bodies, null, 2)}\n`,
      'Run: npm run examples && npm run generate',
    ).toMatchFileSnapshot('./openapi/webhooks/webhook-examples.json');
    expect(Object.keys(bodies).sort()).toEqual([...entries.keys()].sort());
    expect(JSON.stringify(bodies)).not.toMatch(/localhost|127\.0\.0\.1.*checkout/);
  });

  it('show it in examples that are what their schemas say, with nothing beside', () => {
    expect(Object.entries(deliveries).flatMap(([key, { body }]) => flawsOf(key, body))).toEqual([]);
  });

  it('take no message of another type', () => {
    const paid = deliveries['session.paid']!.body as object;
    expect(flawsOf('session.paid', { ...paid, type: 'session.expired' })).not.toEqual([]);
    expect(flawsOf('session.paid', { ...paid, data: deliveries['refund.sent']!.body })).not.toEqual([]);
  });

  it('name the headers that prove where a delivery comes from, and no other', () => {
    for (const [key, { parameters }] of entries) {
      const named = parameters.map(({ $ref }) => document.components.parameters[$ref.split('/').at(-1)!]);
      expect(
        named.every((each) => each.in === 'header' && each.required),
        key,
      ).toBe(true);
      const sent = Object.keys(deliveries[key]!.headers).filter((name) => /^(webhook|x)-/.test(name));
      expect(named.map(({ name }) => name.toLowerCase()).sort(), key).toEqual(sent.sort());
    }
  });

  it('say what the receiver answers, and need no key', () => {
    for (const [key, { security, responses }] of entries) {
      const isNotification = key === 'paymentgateway/notification';
      const ends = isNotification ? ['200'] : ['2XX', '410'];
      expect(Object.keys(responses).sort(), key).toEqual([...ends, '429', '503', 'default'].sort());
      expect(security, key).toEqual([]);
    }
    expect(document.components.responses.WebhookWait.headers).toHaveProperty('Retry-After');
  });
});
