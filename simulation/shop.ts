import type { Hex } from '../packages/server/src/core/hex.ts';
import type { SessionResource } from '../packages/server/src/core/resource/session-resource.ts';
import type { Act } from '../packages/server/src/core/session/facts.ts';
import type { CreateSessionInput } from '../packages/server/src/operations/create-session.ts';
import type { SimulatedTransaction } from './chain.ts';
import type { Chance } from './random.ts';

/** A session as its customer knows it. */
export interface OpenSession {
  readonly uuid: string;
  readonly id: string;
  readonly address: Hex;
  readonly methods: SessionResource['methods'];
  /** As it was first told. */
  readonly deadlines: readonly number[];
  /** Whose customer sends a part, once, and never the rest: what a merchant accepts, or does not. */
  payer: 'ordinary' | 'short' | 'gone';
}

/** What a shop asks for once, and repeats under its key until it has an answer; sometimes also after that. */
export interface Order {
  readonly key: string;
  readonly input: CreateSessionInput;
  /** The ids of the sessions that it was answered with, as often as it was answered. */
  readonly answers: string[];
}

/** What the merchant asked of the server about a session or a transfer, and how it was answered. */
export interface AskedAct {
  readonly kind: Act['kind'] | 'writeOff';
  /** The session's; of a write-off, the one whose address the transfer reached. */
  readonly uuid: string;
  readonly transferId: string | null;
  answer: 'none' | 'done' | 'refused';
}

/** What a merchant and its customers know; it outlives every process of the server. */
export interface Shop {
  readonly sessions: OpenSession[];
  readonly orders: Order[];
  readonly acts: AskedAct[];
  /** What the merchant's wallet sent for each refund; by the refund's id. */
  readonly sentBack: Map<string, SimulatedTransaction>;
}

/** Mostly one that was just made; but anything may be done to any of them at any time. */
export const pickSession = (chance: Chance, sessions: readonly OpenSession[]): OpenSession =>
  chance.pick(chance.oneIn(3) ? sessions : sessions.slice(-2));
