import { OpentillConfigError } from '../options.ts';
import type { OpentillEvent } from '../types.ts';
import { signingKeys, toBase64, toHex } from './secret.ts';

export interface SignTestEventOptions {
  /** Epoch milliseconds; the clock by default. Set it back to see how your receiver treats a replay. */
  readonly now?: number;
}

/** A request as the server would send it: hand both to your receiver. */
export interface SignedTestEvent {
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** All others have no version of their own. */
const COUNTED = /^(session|subscription)\./;

/**
 * Signs an event the way the server does, for the tests of your own receiver. `event` needs no more than your receiver reads.
 *
 *     const { body, headers } = await webhooks.signTestEvent({ type: 'session.paid', data: { id: 'cs_1' } }, secret);
 *     const response = await app.request('/webhooks', { method: 'POST', body, headers });
 */
export async function signTestEvent(
  event: TestEventInput,
  secret: string,
  { now = Date.now() }: SignTestEventOptions = {},
): Promise<SignedTestEvent> {
  const version = COUNTED.test(event.type) ? 1 : null;
  const whole = { id: 'evt_test', livemode: false, createdAt: new Date(now).toISOString(), version, ...event };
  const body = JSON.stringify(whole);
  const timestamp = String(Math.floor(now / 1000));
  const keys = await signingKeys(secret);
  if (!keys.standard) throw new OpentillConfigError('Test events are signed with a whsec_… secret.');
  const standard = await sign(keys.standard, `${whole.id}.${timestamp}.${body}`);
  const text = await sign(keys.text, `${timestamp}.${body}`);
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': whole.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${toBase64(standard)}`,
      'x-webhook-signature': `t=${timestamp},v1=${toHex(text)}`,
    },
  };
}

export type TestEventInput = Pick<OpentillEvent, 'type'> & {
  readonly id?: string;
  readonly livemode?: boolean;
  readonly createdAt?: string;
  /** 1 by default; null for events of refunds and unexpected transfers, which `data.version` counts. */
  readonly version?: number | null;
  /** As much of it as your receiver reads. */
  readonly data: object;
};

async function sign(key: CryptoKey, content: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(content)));
}
