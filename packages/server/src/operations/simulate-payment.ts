import type { Hex } from '../core/hex.ts';
import type { Offer } from '../core/session/facts.ts';
import type { Instant } from '../core/time.ts';

export const SCENARIOS = ['exact', 'underpaid', 'overpaid', 'late', 'twice', 'wrong_token', 'reorged'] as const;
export type Scenario = (typeof SCENARIOS)[number];

export function isScenario(text: string): text is Scenario {
  return (SCENARIOS as readonly string[]).includes(text);
}

export interface DevnetTransfer {
  readonly to: Hex;
  /** The token's contract; `null` for the native coin. */
  readonly contract: Hex | null;
  readonly amountAtomic: bigint;
}

/** Someone with test money on the devnet. */
export interface DevnetPayer {
  /** What it can pay a session in that does not ask for it: the catalogue's tokens first, at last one that nobody lists. */
  readonly tokens: readonly { readonly contract: Hex; readonly decimals: number }[];
  /** Sends the transfers one after another; resolves to their transactions, which need not be mined yet. */
  send(transfers: readonly DevnetTransfer[]): Promise<readonly Hex[]>;
  /** Sends, waits until it is mined, and has the chain forget it for good. */
  sendAndReorg(transfer: DevnetTransfer): Promise<readonly Hex[]>;
}

export interface SimulatedPayment {
  readonly scenario: Scenario;
  readonly address: Hex;
  /** What is paid by, and what the session offers beside it. */
  readonly offer: Offer;
  readonly offers: readonly Offer[];
  /** What is still missing in `offer`. */
  readonly remainingAtomic: bigint;
  readonly expiresAt: Instant;
  readonly graceEndsAt: Instant;
  readonly now: Instant;
}

export type SimulationOutcome =
  | { readonly outcome: 'sent'; readonly transactions: readonly Hex[] }
  | { readonly outcome: 'refused'; readonly message: string };

/**
 * Plays one scenario with real transactions. The devnet's clock is never moved: a late payment can be played once the
 * session has expired, for as long as its grace lasts.
 */
export async function simulatePayment(payer: DevnetPayer, payment: SimulatedPayment): Promise<SimulationOutcome> {
  const { scenario, offer, offers, address } = payment;
  // A session that is paid already can still be paid again: by the whole.
  const due = payment.remainingAtomic > 0n ? payment.remainingAtomic : offer.askedAtomic;
  const transfer = (amountAtomic: bigint): DevnetTransfer => ({ to: address, contract: offer.contract, amountAtomic });
  switch (scenario) {
    case 'exact':
      return sent(await payer.send([transfer(due)]));
    case 'underpaid':
      return due < 2n
        ? refused('There is too little to pay for less.')
        : sent(await payer.send([transfer((due * 3n) / 5n)]));
    case 'overpaid':
      return sent(await payer.send([transfer(due + roundedUpFifth(due))]));
    case 'late':
      return refuseUnlessLate(payment) ?? sent(await payer.send([transfer(due)]));
    case 'twice':
      return sent(await payer.send([transfer(due), transfer(due)]));
    case 'wrong_token':
      return sent(await payer.send([{ to: address, ...mistake(payer, offers) }]));
    case 'reorged':
      return sent(await payer.sendAndReorg(transfer(due)));
  }
}

const roundedUpFifth = (amount: bigint) => (amount + 4n) / 5n;

/** What is asked says nothing about another token, whose decimals are its own. */
const MISTAKEN_WHOLE_UNITS = 10n;

function mistake({ tokens }: DevnetPayer, offers: readonly Offer[]): Pick<DevnetTransfer, 'contract' | 'amountAtomic'> {
  const { contract, decimals } = tokens.find((token) => !offers.some((offer) => offer.contract === token.contract))!;
  return { contract, amountAtomic: MISTAKEN_WHOLE_UNITS * 10n ** BigInt(decimals) };
}

/** By the chain's time, which counts whole seconds: the next block may carry the second that has begun. */
function refuseUnlessLate({ now, expiresAt, graceEndsAt }: SimulatedPayment): SimulationOutcome | undefined {
  const firstLateSecond = Math.floor(expiresAt / 1000) + 1;
  if (Math.floor(now / 1000) < firstLateSecond) {
    const seconds = Math.ceil(firstLateSecond - now / 1000);
    return refused(
      `The session has not expired yet: play «late» in ${seconds} s, or create one with a shorter expiresIn.`,
    );
  }
  return now > graceEndsAt
    ? refused('The grace window is over: a payment now would be unexpected, not late.')
    : undefined;
}

const sent = (transactions: readonly Hex[]): SimulationOutcome => ({ outcome: 'sent', transactions });
const refused = (message: string): SimulationOutcome => ({ outcome: 'refused', message });
