import type { Books, CursorRow, EntryRow, SessionRow, TransferRow } from './books.ts';
import type { FactsBySession } from './check-transfers.ts';
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
  const positions = positionsOf(books.entries);
  const violations: string[] = [];
  for (const session of books.sessions) {
    const facts: ReferenceFacts = {
      createdAt: session.created_at,
      terms: session.terms,
      acts: session.acts,
      toldPaid: session.told_paid,
      transfers: factsBySession.get(session.id) ?? [],
    };
    const rows = books.transfers.filter(({ owner_id }) => owner_id === session.id);
    const flaws = (readTo: ReadonlyMap<string, number>) => flawsOf(session, rows, positions, refer(facts, readTo));
    const asRead = new Map(books.cursors.map(({ network, block_time }) => [network, block_time]));
    const now = flaws(asRead);
    if (now.length === 0) continue;
    const earlier = moment === 'end' ? [] : earlierReadings(parts, books.cursors, facts, moment);
    if (!earlier.some((readTo) => flaws(readTo).length === 0)) violations.push(...now);
  }
  return violations;
}

function flawsOf(
  { id, status }: SessionRow,
  rows: readonly TransferRow[],
  positions: ReadonlyMap<string, string>,
  reference: Reference,
): readonly string[] {
  const flaws: string[] = [];
  if (status !== reference.status) flaws.push(`2: session ${id} is ${status}, but the facts say ${reference.status}`);
  for (const row of rows) {
    const standing = row.orphaned_at === null ? reference.standings.get(row.id) : undefined;
    const expected = positionOf(row, standing);
    const actual = positions.get(row.id) ?? 'nowhere';
    if (actual !== expected) {
      flaws.push(`5: the ledger has ${row.amount} of ${row.id} at ${actual}, where the facts say ${expected}`);
    }
    const isListed = ['open', 'refunded', 'written_off'].includes(row.unexpected_status ?? '');
    if (isListed !== (standing === 'unexpected')) {
      flaws.push(`5: ${row.id} is ${standing ?? 'gone'}, and ${row.unexpected_status ?? 'not'} on the unexpected list`);
    }
  }
  return flaws;
}

function positionOf({ confirmed_at, unexpected_status }: TransferRow, standing: string | undefined): string {
  if (standing === undefined || confirmed_at === null) return 'nowhere';
  if (standing !== 'unexpected') return 'credited';
  return unexpected_status === 'written_off' ? 'written_off' : 'unexpected';
}

/** Where the ledger's rows, summed, leave each transfer: one account, or several with their amounts where they do not agree. */
function positionsOf(entries: readonly EntryRow[]): ReadonlyMap<string, string> {
  const balances = new Map<string, Map<string, bigint>>();
  for (const { transfer_id, debit, credit, amount } of entries) {
    if (transfer_id === null) continue;
    const balance = balances.get(transfer_id) ?? new Map<string, bigint>();
    balances.set(transfer_id, balance);
    balance.set(debit, (balance.get(debit) ?? 0n) - amount);
    balance.set(credit, (balance.get(credit) ?? 0n) + amount);
  }
  return new Map(
    [...balances].map(([id, balance]) => {
      const held = [...balance].filter(([account, amount]) => account !== 'received' && amount !== 0n);
      if (held.length === 0) return [id, 'nowhere'];
      const [account, amount] = held[0]!;
      const isWhole = held.length === 1 && amount === -(balance.get('received') ?? 0n);
      return [id, isWhole ? account : held.map(([each, sum]) => `${each} ${sum}`).join(', ')];
    }),
  );
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
