import type { Finality } from '../chain/assurance.ts';
import type { Hex } from '../hex.ts';
import type { Money } from '../money/money.ts';
import type { Instant, Milliseconds } from '../time.ts';

/** The nine words a session's status can take, in the order of the canonical API's table plus `canceled`. */
export const SESSION_STATUSES = [
  'pending',
  'detected',
  'underpaid',
  'overpaid',
  'paid',
  'paid_late',
  'expired',
  'canceled',
  'failed',
] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** One offered method with the quote that was locked when the session was created. Never changes afterwards. */
export interface Offer {
  /** `<network>:<symbol>`, for example `Base:USDC`. */
  readonly method: string;
  /** Network name, for example `Base`. */
  readonly network: string;
  readonly chainId: number;
  readonly symbol: string;
  /** The token's contract; `null` for the network's native coin. */
  readonly contract: Hex | null;
  readonly decimals: number;
  /** What the customer is asked to send: atomic units, rounded up, at least 1. */
  readonly askedAtomic: bigint;
  /** Price of one whole unit in the session's currency: exact decimal text. */
  readonly rate: string;
  /** Price of the network's native coin in US dollars: exact decimal text. */
  readonly nativeUsd: string;
  /** Blocks needed, the transfer's own included. */
  readonly requiredConfirmations: number;
  /** The tag that must have reached the transfer's block as well; absent where blocks alone decide. */
  readonly requiredFinality?: Finality;
}

/** What is copied at creation and never read again from the site. */
export interface SessionTerms {
  readonly total: Money;
  readonly offers: readonly Offer[];
  /** Basis points of the total that may be missing. */
  readonly underToleranceBps: bigint;
  /** Basis points of the total that may be in excess. */
  readonly overToleranceBps: bigint;
  readonly ttlMs: Milliseconds;
  readonly graceMs: Milliseconds;
  /** The longest a session may live from its creation, extensions included. */
  readonly maxLifetimeMs: Milliseconds;
  /** How many extensions may be granted in all. */
  readonly maxExtensions: number;
}

/** A transfer on the canonical chain to the session's address. A reorg takes the fact away. */
export interface ObservedTransfer {
  readonly id: string;
  readonly network: string;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly txHash: Hex;
  /** `log:<index>` for a token's event, `tx` for a transaction's own value, `trace:<path>` for value moved inside one. */
  readonly position: string;
  readonly contract: Hex | null;
  /** False when the token is not in the catalogue: shown, never countable. */
  readonly listed: boolean;
  readonly amountAtomic: bigint;
  /** The block's timestamp. */
  readonly arrivedAt: Instant;
  /** Timestamp of the block numbered `blockNumber + required − 1`, once that block has been read. */
  readonly confirmedAt: Instant | null;
}

/** What a person did. Append-only. */
export type Act =
  | { readonly kind: 'cancel'; readonly at: Instant }
  | {
      readonly kind: 'expire';
      readonly at: Instant;
      /** Its place went to another session: nothing that comes after the deadline counts by itself. Otherwise grace runs. */
      readonly grace?: 'none';
    }
  | { readonly kind: 'extend'; readonly at: Instant }
  | { readonly kind: 'attach'; readonly at: Instant; readonly transferId: string }
  | {
      readonly kind: 'accept';
      readonly at: Instant;
      /** The confirmed share at that moment, which becomes what is needed: numerator and denominator. */
      readonly need: readonly [bigint, bigint];
    };

/** A test clock was moved, or something was attached to one that had been. */
export interface ClockAdvance {
  /** By the server's clock; the mark for a network of which nothing had been read. */
  readonly since: Instant;
  /** How far the clock is ahead from then on. Never less than before, never below zero. */
  readonly offsetMs: Milliseconds;
  /** How far each network had been read by its own time: later blocks come `offsetMs` later. */
  readonly watermarks: Watermarks;
}

export interface SessionFacts {
  /** In the time of its test clock, where it has one: so are the moments of `acts`. */
  readonly createdAt: Instant;
  /** Of its test clock, in their order; empty without one. */
  readonly clock: readonly ClockAdvance[];
  readonly terms: SessionTerms;
  readonly transfers: readonly ObservedTransfer[];
  readonly acts: readonly Act[];
  /** `paid` or `paid_late` was announced to the merchant. */
  readonly toldPaid: boolean;
}

/** How far each network has been read: every block up to this timestamp is in the books. A network never read is absent. */
export type Watermarks = Readonly<Record<string, Instant>>;
