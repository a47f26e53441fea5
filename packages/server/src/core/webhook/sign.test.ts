import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { secretBytes, webhookSecret } from './secret.ts';
import { signatureHeaders } from './sign.ts';

const body = '{"id":"evt_1","data":{"note":"ünïcode"}}';
const secret = webhookSecret(new Uint8Array(32).fill(7));
const older = webhookSecret(new Uint8Array(32).fill(9));
// The standardwebhooks package verifies against the real clock.
const at = Date.now();

describe('a webhook secret', () => {
  it('is whsec_ and base64 of 32 bytes', () => {
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect([...secretBytes(secret)]).toEqual(Array(32).fill(7));
  });

  it('is not made of fewer bytes, nor read from another text', () => {
    expect(() => webhookSecret(new Uint8Array(16))).toThrow(RangeError);
    expect(() => secretBytes('whsec_short')).toThrow('not a webhook secret');
    expect(() => secretBytes(secret.slice(1))).toThrow('not a webhook secret');
  });
});

describe('signature headers', () => {
  it('verify with the Standard Webhooks library', () => {
    const headers = signatureHeaders({ id: 'evt_1', at, body }, [secret]);
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it('do not verify for another body, id or secret', () => {
    const headers = signatureHeaders({ id: 'evt_1', at, body }, [secret]);
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
    expect(() => new Webhook(secret).verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow();
    expect(() => new Webhook(older).verify(body, headers)).toThrow();
  });

  it('are refused when they are replayed outside the tolerance of 300 s', () => {
    const headers = signatureHeaders({ id: 'evt_1', at: at - 301_000, body }, [secret]);
    expect(() => new Webhook(secret).verify(body, headers)).toThrow('too old');
  });

  it('verify with either secret during a rotation', () => {
    const headers = signatureHeaders({ id: 'evt_1', at, body }, [secret, older]);
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(new Webhook(older).verify(body, headers)).toEqual(JSON.parse(body));
    expect(headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    expect(headers['x-webhook-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64},v1=[0-9a-f]{64}$/);
  });

  it('give X-Webhook-Signature as HMAC-SHA256 of {t}.{body} keyed by the whole secret text', () => {
    const headers = signatureHeaders({ id: 'evt_1', at: 1_700_000_000_999, body }, [secret]);
    const expected = createHmac('sha256', secret).update(`1700000000.${body}`).digest('hex');
    expect(headers['x-webhook-signature']).toBe(`t=1700000000,v1=${expected}`);
    expect(headers['webhook-timestamp']).toBe('1700000000');
  });
});
