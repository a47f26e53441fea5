import { CompiledQuery } from 'kysely';
import type pg from 'pg';
import type { Session } from '../core/session/session.ts';
import type { Transaction } from './database.ts';
import { type Column, columnsFor, type Extras } from './insert-sessions-columns.ts';
import { insertMany, insertOne } from './insert-sessions-statement.ts';
import type { NewSession } from './new-session.ts';

interface Statement {
  readonly name: string;
  readonly text: string;
  readonly columns: readonly Column[];
}

const statements = new Map<string, Statement>();

/** The statement for such rows, always the same for its name: each connection prepares it once. */
function statementFor(rows: readonly NewSession[]): Statement {
  const extras: Extras = {
    keyed: rows.some(({ idempotency }) => idempotency !== null),
    paying: rows.some(({ paymentId }) => paymentId !== null),
    paid: rows.some(({ paid }) => paid !== null),
    detailed: rows.some(({ session }) => isDetailed(session)),
  };
  const alone = rows.length === 1;
  const { keyed, paying, paid, detailed } = extras;
  const name = `insert-sessions ${alone} ${keyed} ${paying} ${paid} ${detailed}`;
  const made = statements.get(name) ?? { name, ...makeStatement(alone, extras) };
  statements.set(name, made);
  return made;
}

/** Carries more than a plain create does. */
function isDetailed(session: Session): boolean {
  return (
    session.mode !== 'payment' ||
    session.discounts !== null ||
    session.customerId !== null ||
    session.customerDetails !== null ||
    session.linkId !== null ||
    session.subscriptionId !== null ||
    session.subscriptionPeriod !== null ||
    session.recurring !== null ||
    session.testClockId !== null
  );
}

function makeStatement(alone: boolean, extras: Extras): Omit<Statement, 'name'> {
  const columns = columnsFor(extras);
  return { columns, text: alone ? insertOne(columns, extras) : insertMany(columns, extras) };
}

/**
 * Session, address, events, payment and idempotency record of many creates in one statement: one round trip and one
 * commit for all that wait at the moment (measured: a commit each costs three times as much at 64 at once). A row whose
 * idempotency key is taken is left out and does not fail its neighbours.
 *
 * Writes all or, when a constraint other than the idempotency key refuses one, none and throws. Returns the ids written.
 */
export async function insertSessions(pool: pg.Pool, rows: readonly NewSession[]): Promise<ReadonlySet<string>> {
  const { name, text, columns } = statementFor(rows);
  const [first, ...others] = rows;
  const values = columns.map(({ value, array }) => (first && others.length === 0 ? value(first) : array(rows)));
  const result = await pool.query<{ id: string }>({ name, text, values });
  return new Set(result.rows.map((row) => row.id));
}

/** The same for one row, in a transaction that has more to say. False: its idempotency key is taken. */
export async function insertSessionIn(tx: Transaction, row: NewSession): Promise<boolean> {
  const { text, columns } = statementFor([row]);
  const values = columns.map(({ value }) => value(row));
  const { rows } = await tx.executeQuery(CompiledQuery.raw(text, values));
  return rows.length > 0;
}
