import { Webhook } from 'standardwebhooks';
import type { OutgoingPost, OutgoingResult } from '../packages/server/src/core/webhook/outgoing.ts';
import type { Chance } from './random.ts';

export interface Told {
  readonly id: string;
  readonly type: string;
  readonly body: string;
}

/** What a receiver does with a message that reached it. */
type Reaction = 'takes' | 'answer_lost' | 'fails' | 'busy' | 'gone';

/** How receivers are: one is well, one fails again and again, one says at times that it is no more. */
export const TEMPERS = {
  steady: ['takes'],
  shaky: ['takes', 'answer_lost', 'fails', 'busy'],
  leaving: ['takes', 'takes', 'takes', 'gone'],
} as const satisfies Record<string, readonly Reaction[]>;
export type Temper = keyof typeof TEMPERS;

const replied = (status: number, retryAfter: string | null = null): OutgoingResult => ({
  kind: 'replied',
  status,
  retryAfter,
  bodyStart: '',
});

/** A merchant's server: takes what is signed for it, and fails when the world says so. */
export class Receiver {
  readonly endpointId: string;
  readonly url: string;
  readonly temper: Temper;
  readonly #webhook: Webhook;
  /** What it has taken, as it came. */
  readonly told: Told[] = [];
  /** Events to which it said that it is no more. */
  readonly turnedAway = new Set<string>();
  /** From when its endpoint was disabled until someone enabled it again: then events need not go to it. */
  readonly #absences: { readonly from: number; until: number }[] = [];

  readonly #eventTypes: readonly string[];

  constructor(endpointId: string, url: string, secret: string, temper: Temper, eventTypes: readonly string[]) {
    this.endpointId = endpointId;
    this.url = url;
    this.#webhook = new Webhook(secret);
    this.temper = temper;
    this.#eventTypes = eventTypes;
  }

  take(post: OutgoingPost, chance: Chance, isCalm: boolean): OutgoingResult {
    if (!this.#signs(post)) throw new Error('a delivery is not signed as its receiver checks it');
    const reaction: Reaction = isCalm ? 'takes' : chance.pick(TEMPERS[this.temper]);
    if (reaction === 'fails') return replied(500);
    if (reaction === 'busy') return replied(429, '20');
    const event = JSON.parse(post.body) as { id: string; type: string };
    if (event.id !== post.headers['webhook-id']) throw new Error('the header names another event than the body');
    if (!this.wants(event.type)) throw new Error(`${this.url} is told ${event.type}, which it did not ask for`);
    if (reaction === 'gone') {
      this.turnedAway.add(event.id);
      return replied(410);
    }
    this.told.push({ id: event.id, type: event.type, body: post.body });
    return reaction === 'takes' ? replied(200) : { kind: 'failed', error: 'the connection was lost' };
  }

  wants(type: string): boolean {
    return this.#eventTypes.includes('*') || this.#eventTypes.includes(type);
  }

  isDisabled(now: number): void {
    this.#absences.push({ from: now, until: Number.POSITIVE_INFINITY });
  }

  isEnabled(now: number): void {
    for (const absence of this.#absences) absence.until = Math.min(absence.until, now);
  }

  wasAway(at: number): boolean {
    return this.#absences.some(({ from, until }) => from <= at && at <= until);
  }

  /** Whether the signature is right, by the library that merchants use; time is the library's own, so only the form is checked. */
  #signs(post: OutgoingPost): boolean {
    const at = new Date(Number(post.headers['webhook-timestamp']) * 1000);
    return this.#webhook.sign(post.headers['webhook-id']!, at, post.body) === post.headers['webhook-signature'];
  }
}
