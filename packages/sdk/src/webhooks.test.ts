import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { OpentillConfigError, type PaymentNotification, SignatureVerificationError, webhooks } from './index.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const SECONDS = Math.floor(NOW / 1000);
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const event = {
  id: 'evt_1',
  type: 'session.paid',
  livemode: false,
  createdAt: '2026-01-15T12:00:00.000Z',
  version: 3,
  data: { id: 'cs_1', metadata: { note: 'Grüße, 你好' } },
};
const BODY = JSON.stringify(event);

/** Signed by node:crypto, independently of the code under test. */
function standardHeaders(body = BODY, at = SECONDS, secret = SECRET) {
  const key = Buffer.from(secret.slice(6), 'base64');
  const signature = createHmac('sha256', key).update(`evt_1.${at}.${body}`).digest('base64');
  return { 'webhook-id': 'evt_1', 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
}
function textHeaders(body = BODY, at = SECONDS, secret = SECRET) {
  return { 'X-Webhook-Signature': `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}` };
}
const at = { now: NOW };

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.catch((caught: unknown) => caught);
  if (!(error instanceof SignatureVerificationError)) throw new Error(`not refused: ${String(error)}`);
  return error.code;
}

describe('a webhook', () => {
  it('with Standard Webhooks headers is verified and parsed', async () => {
    expect(await webhooks.verify(BODY, standardHeaders(), SECRET, at)).toEqual(event);
  });

  it('signed by the standardwebhooks package is verified', async () => {
    const signature = new Webhook(SECRET).sign('evt_1', new Date(NOW), BODY);
    const headers = { ...standardHeaders(), 'webhook-signature': signature };
    expect(await webhooks.verify(BODY, headers, SECRET, at)).toEqual(event);
  });

  it('with X-Webhook-Signature alone is verified', async () => {
    expect(await webhooks.verify(BODY, textHeaders(), SECRET, at)).toEqual(event);
  });

  it('may come as text, bytes, a Buffer or an ArrayBuffer, with Headers or a record of any case', async () => {
    const bytes = new TextEncoder().encode(BODY);
    for (const body of [BODY, bytes, Buffer.from(BODY), bytes.buffer]) {
      expect(await webhooks.verify(body, new Headers(standardHeaders()), SECRET, at)).toEqual(event);
    }
    const upper = Object.entries(standardHeaders()).map(([name, value]) => [name.toUpperCase(), [value]]);
    expect(await webhooks.verify(BODY, Object.fromEntries(upper), SECRET, at)).toEqual(event);
  });

  it('is verified by either secret, and with either signature, during a rotation', async () => {
    expect(await webhooks.verify(BODY, standardHeaders(), [OTHER, SECRET], at)).toEqual(event);
    const both = `${standardHeaders(BODY, SECONDS, OTHER)['webhook-signature']} ${standardHeaders()['webhook-signature']}`;
    expect(await webhooks.verify(BODY, { ...standardHeaders(), 'webhook-signature': both }, SECRET, at)).toEqual(event);
    const mine = textHeaders()['X-Webhook-Signature'].split(',')[1];
    const two = { 'x-webhook-signature': `${textHeaders(BODY, SECONDS, OTHER)['X-Webhook-Signature']},${mine}` };
    expect(await webhooks.verify(BODY, two, SECRET, at)).toEqual(event);
  });

  it('is refused with another body, id, time or secret', async () => {
    const mismatch = 'signature_mismatch';
    expect(await refusal(webhooks.verify(`${BODY} `, standardHeaders(), SECRET, at))).toBe(mismatch);
    expect(await refusal(webhooks.verify(BODY, { ...standardHeaders(), 'webhook-id': 'evt_2' }, SECRET, at))).toBe(
      mismatch,
    );
    const later = { ...standardHeaders(), 'webhook-timestamp': String(SECONDS + 1) };
    expect(await refusal(webhooks.verify(BODY, later, SECRET, at))).toBe(mismatch);
    expect(await refusal(webhooks.verify(BODY, standardHeaders(), OTHER, at))).toBe(mismatch);
    expect(await refusal(webhooks.verify(BODY, textHeaders(), OTHER, at))).toBe(mismatch);
  });

  it('does not fall back to the other header when the first does not match', async () => {
    const headers = { ...textHeaders(), ...standardHeaders(BODY, SECONDS, OTHER) };
    expect(await refusal(webhooks.verify(BODY, headers, SECRET, at))).toBe('signature_mismatch');
  });

  it('is refused outside the tolerance, in the past and in the future, and taken at its edge', async () => {
    for (const offset of [-301, 301]) {
      const headers = standardHeaders(BODY, SECONDS + offset);
      expect(await refusal(webhooks.verify(BODY, headers, SECRET, at))).toBe('timestamp_outside_tolerance');
    }
    for (const offset of [-300, 300]) {
      expect(await webhooks.verify(BODY, standardHeaders(BODY, SECONDS + offset), SECRET, at)).toEqual(event);
    }
    const strict = { ...at, toleranceSeconds: 5 };
    expect(await refusal(webhooks.verify(BODY, textHeaders(BODY, SECONDS - 6), SECRET, strict))).toBe(
      'timestamp_outside_tolerance',
    );
  });

  it('is measured by the clock when no time is given', async () => {
    const seconds = Math.floor(Date.now() / 1000);
    expect(await webhooks.verify(BODY, standardHeaders(BODY, seconds), SECRET)).toEqual(event);
    expect(await refusal(webhooks.verify(BODY, standardHeaders(BODY, seconds - 400), SECRET))).toBe(
      'timestamp_outside_tolerance',
    );
  });

  it.each<[string, Record<string, string>]>([
    ['signature_missing', {}],
    ['signature_missing', { 'webhook-signature': 'v1,AAAA' }],
    ['timestamp_malformed', { ...standardHeaders(), 'webhook-timestamp': '1e9' }],
    ['timestamp_malformed', { 'x-webhook-signature': 'v1=00' }],
    ['signature_mismatch', { ...standardHeaders(), 'webhook-signature': '' }],
    ['signature_mismatch', { ...standardHeaders(), 'webhook-signature': 'v1,*** v2,AAAA v1a,AAAA' }],
    ['signature_mismatch', { 'x-webhook-signature': `t=${SECONDS},v1=zz,v1=0,v0=00` }],
  ])('is refused as %s with headers %j', async (code, headers) => {
    expect(await refusal(webhooks.verify(BODY, headers, SECRET, at))).toBe(code);
  });

  it('is refused when its genuine body is no JSON', async () => {
    expect(await refusal(webhooks.verify('hello', standardHeaders('hello'), SECRET, at))).toBe('body_malformed');
  });

  it('is not verified with something that is no secret, which the error does not repeat', async () => {
    for (const secret of ['', 'hunter2', 'whsec_', 'whsec_***', 'whsec_AAAA', []]) {
      const error = await webhooks.verify(BODY, standardHeaders(), secret, at).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(OpentillConfigError);
      expect(String(error)).not.toContain('hunter2');
    }
  });

  it('is not verified where the variable with the secret is not set, and the error says what to do', async () => {
    const unset: string | undefined = process.env['WEBHOOK_SECRET_THAT_NOBODY_SETS'];
    for (const secret of [unset, '', [], ['']]) {
      const error = await webhooks.verify(BODY, standardHeaders(), secret, at).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(OpentillConfigError);
      expect(String(error)).toContain('WEBHOOK_SECRET');
    }
  });

  it('is not verified when it was parsed already', async () => {
    const parsed = event as unknown as string;
    await expect(webhooks.verify(parsed, standardHeaders(), SECRET, at)).rejects.toThrow(OpentillConfigError);
  });
});

describe('a payment notification', () => {
  const NOTIFICATION_SECRET = `ipn_${Buffer.alloc(32, 7).toString('base64url')}`;
  const notification = { id: '01a1', externalReference: 'INV-1', status: 1 } satisfies PaymentNotification;
  const body = JSON.stringify(notification);
  const headers = (secret = NOTIFICATION_SECRET, seconds = SECONDS) => ({
    'X-Signature-Timestamp': String(seconds),
    'X-Signature-HMAC-SHA256': createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex'),
  });

  it('is verified with its secret, by its two headers', async () => {
    const verified = await webhooks.verify<PaymentNotification>(body, headers(), NOTIFICATION_SECRET, at);
    expect(verified).toEqual(notification);
    expectTypeOf(verified.externalReference).toEqualTypeOf<string | null>();
  });

  it('is verified with an endpoint’s secret too', async () => {
    expect(await webhooks.verify(body, headers(SECRET), SECRET, at)).toEqual(notification);
  });

  it('is refused with another body, secret or time, and without its timestamp', async () => {
    expect(await refusal(webhooks.verify(`${body} `, headers(), NOTIFICATION_SECRET, at))).toBe('signature_mismatch');
    expect(await refusal(webhooks.verify(body, headers(SECRET), NOTIFICATION_SECRET, at))).toBe('signature_mismatch');
    const old = headers(NOTIFICATION_SECRET, SECONDS - 301);
    expect(await refusal(webhooks.verify(body, old, NOTIFICATION_SECRET, at))).toBe('timestamp_outside_tolerance');
    const { 'X-Signature-HMAC-SHA256': signature } = headers();
    const alone = { 'x-signature-hmac-sha256': signature };
    expect(await refusal(webhooks.verify(body, alone, NOTIFICATION_SECRET, at))).toBe('signature_missing');
  });

  it('does not make its secret one for Standard Webhooks', async () => {
    expect(await refusal(webhooks.verify(BODY, standardHeaders(), NOTIFICATION_SECRET, at))).toBe('signature_mismatch');
  });
});

describe('a test event', () => {
  it('is signed as the server signs: both forms verify', async () => {
    const { body, headers } = await webhooks.signTestEvent({ type: 'session.paid', data: { id: 'cs_1' } }, SECRET, at);
    const { 'x-webhook-signature': text = '', ...standard } = headers;
    const verified = await webhooks.verify(body, standard, SECRET, at);
    expect(verified).toMatchObject({ type: 'session.paid', livemode: false, version: 1, data: { id: 'cs_1' } });
    expect(await webhooks.verify(body, { 'x-webhook-signature': text }, SECRET, at)).toEqual(verified);
  });

  it('verifies with the standardwebhooks package', async () => {
    const { body, headers } = await webhooks.signTestEvent({ type: 'session.paid', id: 'evt_9', data: {} }, SECRET);
    expect(new Webhook(SECRET).verify(body, headers)).toMatchObject({ id: 'evt_9' });
  });

  it('equals what node:crypto signs', async () => {
    const { body, headers } = await webhooks.signTestEvent({ ...event, type: 'session.paid' }, SECRET, at);
    expect(headers).toMatchObject(standardHeaders(body));
    expect(headers['x-webhook-signature']).toBe(textHeaders(body)['X-Webhook-Signature']);
  });
});

describe('an event', () => {
  it('is newer than what was seen only with a greater version', () => {
    expect(webhooks.isNewer({ version: 3 }, 2)).toBe(true);
    expect(webhooks.isNewer({ version: 3 }, 3)).toBe(false);
    expect(webhooks.isNewer({ version: 3 }, 4)).toBe(false);
  });

  it('is new when nothing was seen before, or when nothing counts it', () => {
    expect(webhooks.isNewer({ version: 1 }, null)).toBe(true);
    expect(webhooks.isNewer({ version: 1 }, undefined)).toBe(true);
    expect(webhooks.isNewer({ version: null }, 7)).toBe(true);
    expect(webhooks.isNewer({ version: null, data: {} }, 7)).toBe(true);
  });

  it('of a refund or an unexpected transfer is counted by its data, so that one that comes late is not taken as news', () => {
    const sent = { version: null, data: { version: 3 } };
    const confirmed = { version: null, data: { version: 4 } };
    expect(webhooks.isNewer(sent, undefined)).toBe(true);
    expect(webhooks.isNewer(confirmed, webhooks.versionOf(sent))).toBe(true);
    expect(webhooks.isNewer(sent, webhooks.versionOf(confirmed))).toBe(false);
    expect(webhooks.isNewer(confirmed, webhooks.versionOf(confirmed))).toBe(false);
  });

  it('that is signed for a test has a version of its own only where the server gives it one', async () => {
    const versionOf = async (type: 'session.paid' | 'refund.sent') => {
      const { body, headers } = await webhooks.signTestEvent({ type, data: { id: 'x' } }, SECRET);
      return (await webhooks.verify(body, headers, SECRET)).version;
    };
    expect([await versionOf('session.paid'), await versionOf('refund.sent')]).toEqual([1, null]);
  });

  it('says by which version it is counted: its own, or its data’s, or none', () => {
    expect(webhooks.versionOf({ version: 3, data: { version: 3 } })).toBe(3);
    expect(webhooks.versionOf({ version: null, data: { version: 4 } })).toBe(4);
    expect(webhooks.versionOf({ version: null, data: { message: 'A test.' } })).toBeNull();
  });
});
