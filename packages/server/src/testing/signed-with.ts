import { Webhook } from 'standardwebhooks';
import { vi } from 'vitest';

/** By the Standard Webhooks library, whose clock is set to the delivery's, since the bench's may be ahead. */
export function signedWith(secret: string, body: string, headers: Readonly<Record<string, string>>): boolean {
  vi.useFakeTimers({ now: Number(headers['webhook-timestamp']) * 1000, toFake: ['Date'] });
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  } finally {
    vi.useRealTimers();
  }
}
