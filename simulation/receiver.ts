import { Webhook } from 'standardwebhooks';
import type { OutgoingPost, OutgoingResult } from '../packages/server/src/core/webhook/outgoing.ts';

export interface Told {
  readonly id: string;
  readonly type: string;
  readonly version: number | null;
  readonly body: string;
}

const replied = (status: number): OutgoingResult => ({ kind: 'replied', status, retryAfter: null, bodyStart: '' });

/** A merchant's server: takes what is signed for it, and fails when the world says so. */
export class Receiver {
  readonly url: string;
  readonly #webhook: Webhook;
  /** What it answered with success, as it came. */
  readonly told: Told[] = [];

  constructor(url: string, secret: string) {
    this.url = url;
    this.#webhook = new Webhook(secret);
  }

  /** `how`: takes it, takes it and the answer is lost, or fails. */
  take(post: OutgoingPost, how: 'takes' | 'answer_lost' | 'fails'): OutgoingResult {
    if (how === 'fails') return replied(500);
    const event = JSON.parse(post.body) as { id: string; type: string; version: number | null };
    if (event.id !== post.headers['webhook-id']) throw new Error('the header names another event than the body');
    this.told.push({ id: event.id, type: event.type, version: event.version, body: post.body });
    return how === 'takes' ? replied(200) : { kind: 'failed', error: 'the connection was lost' };
  }

  /** Whether the signature is right, by the library that merchants use; time is the library's own, so only the form is checked. */
  signs(post: OutgoingPost): boolean {
    const at = new Date(Number(post.headers['webhook-timestamp']) * 1000);
    return this.#webhook.sign(post.headers['webhook-id']!, at, post.body) === post.headers['webhook-signature'];
  }
}
