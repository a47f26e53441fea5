import type pg from 'pg';
import type { Act, SessionTerms } from '../packages/server/src/core/session/facts.ts';
import { decodeActs, decodeTerms } from '../packages/server/src/core/session/terms-json.ts';
import { inOneTrip } from './database.ts';
import type { WorldParts } from './world.ts';

/** All that is committed at a moment, read beside the processes: their gates are not asked. */
export interface Books {
  readonly cursors: readonly CursorRow[];
  readonly sessions: readonly SessionRow[];
  readonly transfers: readonly TransferRow[];
  readonly entries: readonly EntryRow[];
  readonly events: readonly EventRow[];
  readonly deliveries: readonly DeliveryRow[];
  readonly audits: readonly AuditRow[];
  readonly refunds: readonly RefundRow[];
  /** The sessions of which it was told that they are paid. */
  readonly told: ReadonlySet<string>;
}

export interface CursorRow {
  readonly network: string;
  readonly hash: `0x${string}`;
  readonly number: bigint;
  readonly block_time: number;
  readonly first_number: bigint;
  readonly reread_number: bigint;
  /** Up to here as many nodes have shown the blocks as the quorum asks; null where one is enough. */
  readonly witnessed_number: bigint | null;
}

export interface SessionRow {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly address: string;
  readonly created_at: number;
  readonly order: string;
  readonly terms: SessionTerms;
  readonly acts: readonly Act[];
}

export interface TransferRow {
  readonly id: string;
  /** Whose address it reached. */
  readonly session_id: string;
  /** Whose payment it is: the session that it was attached to, else the one whose address it reached. */
  readonly owner_id: string;
  readonly network: string;
  readonly contract: string | null;
  readonly block_hash: `0x${string}`;
  readonly tx_hash: string;
  readonly position: string;
  readonly amount: bigint;
  readonly confirmed_at: number | null;
  readonly orphaned_at: number | null;
  /** What the list of unexpected money says of it. */
  readonly unexpected_status: string | null;
}

export interface EntryRow {
  readonly session_id: string;
  readonly transfer_id: string | null;
  readonly refund_id: string | null;
  readonly network: string;
  readonly contract: string | null;
  readonly debit: string;
  readonly credit: string;
  readonly amount: bigint;
}

export interface RefundRow {
  readonly id: string;
  readonly session_id: string;
  readonly transfer_id: string | null;
  readonly status: string;
  readonly network: string;
  readonly contract: string | null;
  readonly amount: bigint;
  readonly to_address: string | null;
  readonly tx_hash: string | null;
  readonly block_hash: `0x${string}` | null;
  readonly not_before: number;
  readonly problem: string | null;
}

export interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly session_id: string | null;
  readonly version: number | null;
  readonly data: { readonly id: string; readonly status: string; readonly transfersTotal: number };
  readonly created_at: number;
  readonly dispatched_at: number | null;
}

/** Who decided what: one entry for each decision about money. */
export interface AuditRow {
  readonly action: string;
  readonly subject: string;
}

export interface DeliveryRow {
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly status: 'pending' | 'delivered' | 'failed';
}

const PAID = new Set(['session.paid', 'session.paid_late']);

type RawSession = Omit<SessionRow, 'terms' | 'acts'> & { readonly terms: unknown; readonly acts: unknown };

export async function readBooks(parts: WorldParts): Promise<Books> {
  const client = await parts.database.pool.connect();
  try {
    return await readAll(client, parts);
  } finally {
    client.release();
  }
}

async function readAll(client: pg.PoolClient, { organization, networks }: WorldParts): Promise<Books> {
  const of = async <Row extends pg.QueryResultRow>(text: string, value: unknown = organization.organizationId) =>
    (await client.query<Row>(text, [value])).rows;
  const names = networks.map(({ network }) => network.spec.name);
  const [sessions, cursors, transfers, entries, events, deliveries, audits, refunds] = await inOneTrip(client, () =>
    Promise.all([
      of<RawSession>(
        `SELECT id, status, version, address, created_at, metadata ->> 'order' AS order, terms, acts
         FROM sessions WHERE organization_id = $1 ORDER BY id`,
      ),
      of<CursorRow>(
        `SELECT network, hash, number, coalesce(witnessed_time, block_time) AS block_time, first_number, reread_number,
           witnessed_number
         FROM chain_cursors
         WHERE network = ANY($1)`,
        names,
      ),
      of<TransferRow>(
        `SELECT t.id, t.session_id, coalesce(t.attached_session_id, t.session_id) AS owner_id, network, contract,
           block_hash, tx_hash, position, amount, confirmed_at, orphaned_at, u.status AS unexpected_status
         FROM transfers t
         LEFT JOIN unexpected_transfers u ON u.organization_id = t.organization_id AND u.transfer_id = t.id
         WHERE t.organization_id = $1 ORDER BY t.id`,
      ),
      of<EntryRow>(
        'SELECT session_id, transfer_id, refund_id, network, contract, debit, credit, amount FROM ledger_entries WHERE organization_id = $1',
      ),
      of<EventRow>(
        `SELECT id, type, session_id, version, data, created_at, dispatched_at FROM events
         WHERE organization_id = $1 ORDER BY version, id`,
      ),
      of<DeliveryRow>('SELECT endpoint_id, event_id, status FROM webhook_deliveries WHERE organization_id = $1'),
      of<AuditRow>('SELECT action, subject FROM audit_entries WHERE organization_id = $1'),
      of<RefundRow>(
        `SELECT id, session_id, transfer_id, status, network, contract, amount, to_address, tx_hash, block_hash, not_before, problem
         FROM refunds WHERE organization_id = $1 ORDER BY id`,
      ),
    ]),
  );
  return {
    sessions: sessions.map((row) => ({ ...row, terms: decodeTerms(row.terms), acts: decodeActs(row.acts) })),
    cursors,
    transfers,
    entries,
    events,
    told: new Set(events.flatMap(({ type, session_id }) => (PAID.has(type) ? [session_id!] : []))),
    deliveries,
    audits,
    refunds,
  };
}
