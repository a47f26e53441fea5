import { describe, expect, it } from 'vitest';
import type { OutgoingResult } from './outgoing.ts';
import { attemptError, judgeAttempt } from './verdict.ts';

const NOW = 1_000_000;
const MIDDLE = 0.5;
const replied = (status: number, retryAfter: string | null = null): OutgoingResult => ({
  kind: 'replied',
  status,
  retryAfter,
  bodyStart: '',
});
const judge = (result: OutgoingResult, attempts = 1) => judgeAttempt(result, attempts, NOW, MIDDLE);

describe('an attempt', () => {
  it.each([200, 201, 202, 204, 299])('that is answered %i is delivered', (status) => {
    expect(judge(replied(status))).toEqual({ kind: 'delivered' });
    expect(attemptError(replied(status))).toBeNull();
  });

  it.each([301, 302, 307, 308, 400, 401, 404, 500, 503])('that is answered %i is tried again', (status) => {
    expect(judge(replied(status))).toEqual({ kind: 'retry', at: NOW + 5000, retryAfterMs: null });
    expect(attemptError(replied(status))).toContain(String(status));
  });

  it('that is answered 410 ends the endpoint', () => {
    expect(judge(replied(410))).toEqual({ kind: 'gone' });
  });

  it.each([429, 503])('that is answered %i waits as Retry-After asks', (status) => {
    expect(judge(replied(status, '90'))).toEqual({ kind: 'retry', at: NOW + 90_000, retryAfterMs: 90_000 });
  });

  it('does not wait for the Retry-After of any other reply', () => {
    expect(judge(replied(500, '90'))).toEqual({ kind: 'retry', at: NOW + 5000, retryAfterMs: null });
  });

  it('that got no reply, or was refused by the guard, is tried again', () => {
    expect(judge({ kind: 'failed', error: 'no reply: ECONNREFUSED' }).kind).toBe('retry');
    expect(judge({ kind: 'refused', flaw: 'address_denied' }).kind).toBe('retry');
  });

  it('that is the tenth to fail is the last', () => {
    expect(judge(replied(500), 10)).toEqual({ kind: 'exhausted', retryAfterMs: null });
  });
});
