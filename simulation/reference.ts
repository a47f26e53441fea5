import type { Act, SessionStatus, SessionTerms } from '../packages/server/src/core/session/facts.ts';

/**
 * What docs/specs/session.md says, written a second time and plainly, without a line of the code that it judges: a mistake
 * in one of the two shows as a difference.
 */

export interface ReferenceTransfer {
  readonly id: string;
  readonly network: string;
  readonly contract: string | null;
  readonly isListed: boolean;
  readonly amount: bigint;
  readonly arrivedAt: number;
  readonly confirmedAt: number | null;
}

export interface ReferenceFacts {
  readonly createdAt: number;
  readonly terms: SessionTerms;
  readonly acts: readonly Act[];
  readonly toldPaid: boolean;
  readonly transfers: readonly ReferenceTransfer[];
}

export interface Deadlines {
  readonly expiresAt: number;
  readonly graceEndsAt: number;
}

/** Where a transfer stands: it counts, or waits for a person. */
export type Standing = 'on_time' | 'late' | 'unexpected';

export interface Reference {
  readonly status: SessionStatus;
  readonly standings: ReadonlyMap<string, Standing>;
  /** More came than is tolerated, whatever the status. */
  readonly isExcessive: boolean;
  /** Of what counts. */
  readonly received: Amounts;
  readonly confirmed: Amounts;
}

/** Atomic units by network and contract, where there are any. */
export type Amounts = ReadonlyMap<string, bigint>;

/** D1 and D2. */
export function deadlinesOf({
  createdAt,
  terms,
  acts,
}: Pick<ReferenceFacts, 'createdAt' | 'terms' | 'acts'>): Deadlines {
  const extensions = acts.filter(({ kind }) => kind === 'extend').length;
  const life = Math.min(terms.ttlMs * (1 + extensions), Math.max(terms.ttlMs, terms.maxLifetimeMs));
  const expired = acts.filter(({ kind }) => kind === 'expire').map(({ at }) => at);
  const expiresAt = Math.min(createdAt + life, ...expired);
  return { expiresAt, graceEndsAt: expiresAt + terms.graceMs };
}

/** T1 to T9. A network's watermark is absent while nothing of it was read. */
function standingOf(transfer: ReferenceTransfer, facts: ReferenceFacts, readTo: ReadonlyMap<string, number>): Standing {
  const { expiresAt, graceEndsAt } = deadlinesOf(facts);
  const { network, contract, isListed, arrivedAt, confirmedAt, id } = transfer;
  const hasQuote = facts.terms.offers.some((offer) => offer.network === network && offer.contract === contract);
  if (!isListed || !hasQuote) return 'unexpected';
  const isCanceled = facts.acts.some(({ kind }) => kind === 'cancel');
  if (!isCanceled && arrivedAt <= expiresAt) return 'on_time';
  const isInGrace = !isCanceled && arrivedAt <= graceEndsAt;
  const isReadPast = (readTo.get(network) ?? 0) > graceEndsAt;
  if (isInGrace && (confirmedAt === null ? !isReadPast : confirmedAt <= graceEndsAt)) return 'late';
  return facts.acts.some((act) => act.kind === 'attach' && act.transferId === id) ? 'late' : 'unexpected';
}

/** The nine rules, the first that holds. Shares are whole numbers over one denominator: the product of all that was asked. */
export function refer(facts: ReferenceFacts, readTo: ReadonlyMap<string, number>): Reference {
  const { terms, acts } = facts;
  const standings = new Map(facts.transfers.map((each) => [each.id, standingOf(each, facts, readTo)]));
  const whole = terms.offers.reduce((product, { askedAtomic }) => product * askedAtomic, 1n);
  const askedOf = ({ network, contract }: ReferenceTransfer) =>
    terms.offers.find((offer) => offer.network === network && offer.contract === contract)!.askedAtomic;
  const share = (counts: (transfer: ReferenceTransfer) => boolean) =>
    facts.transfers.filter(counts).reduce((sum, each) => sum + (each.amount * whole) / askedOf(each), 0n);
  const isOnTime = ({ id }: ReferenceTransfer) => standings.get(id) === 'on_time';
  const isCounted = ({ id }: ReferenceTransfer) => standings.get(id) !== 'unexpected';
  const isConfirmed = ({ confirmedAt }: ReferenceTransfer) => confirmedAt !== null;
  const onTime = share(isOnTime);
  const onTimeConfirmed = share((each) => isOnTime(each) && isConfirmed(each));
  const all = share(isCounted);
  const allConfirmed = share((each) => isCounted(each) && isConfirmed(each));

  const needs = [
    [10_000n - terms.underToleranceBps, 10_000n] as const,
    ...acts.flatMap((act) => (act.kind === 'accept' ? [act.need] : [])),
  ];
  const isEnough = (sum: bigint) => needs.some(([share, of]) => sum * of >= share * whole);
  // Once canceled, nothing counts but what a person attached.
  const isAttached = facts.transfers.some(isCounted);
  return {
    standings,
    status: decide(),
    isExcessive: facts.transfers.some(isCounted) && isExcessive(),
    received: amountsOf(facts.transfers.filter(isCounted)),
    confirmed: amountsOf(facts.transfers.filter((each) => isCounted(each) && isConfirmed(each))),
  };

  function decide(): SessionStatus {
    if (terms.total.minor === 0n) return 'paid';
    if (acts.some(({ kind }) => kind === 'cancel') && !isAttached && !facts.toldPaid) return 'canceled';
    if (facts.toldPaid && !isEnough(allConfirmed)) return 'failed';
    if (isEnough(onTimeConfirmed)) return 'paid';
    if (!isEnough(onTime) && isEnough(allConfirmed)) return 'paid_late';
    if (onTime === 0n) return isOver() ? 'expired' : 'pending';
    if (isExcessive()) return 'overpaid';
    return isEnough(all) ? 'detected' : 'underpaid';
  }

  function isOver(): boolean {
    const { expiresAt } = deadlinesOf(facts);
    const networks = new Set(terms.offers.map(({ network }) => network));
    const isPassed = [...networks].every((network) => (readTo.get(network) ?? 0) > expiresAt);
    return isPassed || acts.some(({ kind }) => kind === 'expire');
  }

  /** Rule 7, with R3: by at least one unit of the coarsest asset used. */
  function isExcessive(): boolean {
    const asked = facts.transfers.filter(isCounted).map(askedOf);
    const fewest = asked.toSorted((a, b) => (a < b ? -1 : 1))[0]!;
    return (all * 10_000n - (10_000n + terms.overToleranceBps) * whole) * fewest >= 10_000n * whole;
  }
}

function amountsOf(transfers: readonly ReferenceTransfer[]): Amounts {
  const amounts = new Map<string, bigint>();
  for (const { network, contract, amount } of transfers) {
    const key = `${network} ${contract}`;
    amounts.set(key, (amounts.get(key) ?? 0n) + amount);
  }
  return amounts;
}
