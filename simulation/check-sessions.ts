import type { Books, CursorRow, EventRow, SessionRow, TransferRow } from './books.ts';
import type { FactsBySession } from './check-transfers.ts';
import { type Positions, readPositions } from './ledger-positions.ts';
import type { Moment } from './moment.ts';
import { deadlinesOf, type Reference, type ReferenceFacts, refer } from './reference.ts';
import type { WorldParts } from './world.ts';

/**
 * 2: every status is what the chain, the people's acts and what was told come to, derived from scratch. 5: the ledger and
 * the list of unexpected money are those of that derivation, transfer by transfer; what a reorg took is in neither.
 */
export function checkSessions(
  parts: WorldParts,
  books: Books,
  factsBySession: FactsBySession,
  moment: Moment,
): readonly string[] {
  const positions = readPositions(books.entries);
  const violations: string[] = [];
  for (const session of books.sessions) {
    const facts = factsOf(session, books, factsBySession);
    const rows = books.transfers.filter(({ owner_id }) => owner_id === session.id);
    if (isMisled(rows, facts)) {
      violations.push(...paidByLie(session, refer(facts, readTimes(books))));
      continue;
    }
    const events = books.events.filter(({ session_id }) => session_id === session.id);
    const flaws = (readTo: ReadonlyMap<string, number>) =>
      flawsOf(session, rows, events, positions, refer(facts, readTo));
    const now = flaws(readTimes(books));
    if (now.length === 0) continue;
    const earlier = moment === 'end' ? [] : earlierReadings(parts, books.cursors, facts, moment);
    if (!earlier.some((readTo) => flaws(readTo).length === 0)) violations.push(...now);
  }
  return violations;
}

/** Something that a lying node made larger is in its books. */
export function isMisled(rows: readonly TransferRow[], { transfers }: ReferenceFacts): boolean {
  return rows.some(({ id, amount }) => transfers.some((fact) => fact.id === id && fact.amount !== amount));
}

const PAID = ['paid', 'paid_late'];

/** 3: what only one of two nodes shows may be seen as a payment, and never makes one. */
function paidByLie({ id, status }: SessionRow, reference: Reference): readonly string[] {
  return PAID.includes(status) && !PAID.includes(reference.status)
    ? [`3: session ${id} is ${status} by what one node made up; the facts say ${reference.status}`]
    : [];
}

export function factsOf(session: SessionRow, { told }: Books, factsBySession: FactsBySession): ReferenceFacts {
  return {
    createdAt: session.created_at,
    terms: session.terms,
    acts: session.acts,
    toldPaid: told.has(session.id),
    transfers: factsBySession.get(session.id) ?? [],
  };
}

/** How far each network has been read, by its own time. */
export const readTimes = ({ cursors }: Books): ReadonlyMap<string, number> =>
  new Map(cursors.map(({ network, block_time }) => [network, block_time]));

function flawsOf(
  { id, status }: SessionRow,
  rows: readonly TransferRow[],
  events: readonly EventRow[],
  positions: Positions,
  reference: Reference,
): readonly string[] {
  const flaws: string[] = [];
  if (status !== reference.status) flaws.push(`2: session ${id} is ${status}, but the facts say ${reference.status}`);
  if (reference.isExcessive && !events.some(({ type }) => type === 'session.overpaid')) {
    flaws.push(`4: too much came to session ${id}, and that was never told`);
  }
  for (const row of rows) {
    const standing = row.orphaned_at === null ? reference.standings.get(row.id) : undefined;
    flaws.push(...positions.flaws(row, standing));
    const isListed = ['open', 'refunded', 'written_off'].includes(row.unexpected_status ?? '');
    if (isListed !== (standing === 'unexpected')) {
      flaws.push(`5: ${row.id} is ${standing ?? 'gone'}, and ${row.unexpected_status ?? 'not'} on the unexpected list`);
    }
  }
  return flaws;
}

/**
 * How far its networks may have been read when the session was last derived, as far as that makes a difference: a reorg may
 * have set a cursor back since; and unless everything rests, a deadline may have passed, and the job that says so not have
 * run.
 */
function earlierReadings(
  { observer }: WorldParts,
  cursors: readonly CursorRow[],
  facts: ReferenceFacts,
  moment: Moment,
): readonly ReadonlyMap<string, number>[] {
  const { expiresAt, graceEndsAt } = deadlinesOf(facts);
  let readings: ReadonlyMap<string, number>[] = [new Map()];
  for (const { network, block_time } of cursors) {
    const furthest = Math.max(block_time, observer.furthest(network) ?? block_time);
    const overdue = moment === 'any' ? [Math.min(block_time, expiresAt), Math.min(block_time, graceEndsAt)] : [];
    const possible = new Set([block_time, furthest, ...overdue]);
    readings = readings.flatMap((reading) => [...possible].map((time) => new Map([...reading, [network, time]])));
  }
  return readings;
}
