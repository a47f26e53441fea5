import { auditSession } from '../core/books/audit-session.ts';
import { type Difference, difference } from '../core/books/difference.ts';
import type { Instant } from '../core/time.ts';
import {
  findBalanceContradictions,
  findLedgerContradictions,
  findVersionContradictions,
} from '../store/book-contradictions.ts';
import type { Store, Transaction } from '../store/database.ts';
import { readHeads, watermarksOf } from '../store/heads.ts';
import { readSnapshot } from '../store/retried-transaction.ts';
import { readSessionBooks, readSessionKeysSince } from '../store/session-books.ts';
import type { SessionKey } from '../store/sessions.ts';
import { auditRefunds } from './audit-refunds.ts';
import { EVENT_RETENTION_MS } from './event-retention.ts';
import type { Runtime } from './runtime.ts';

const PAGE = 500;

export interface BooksAudit {
  /** How many sessions were derived from scratch. */
  readonly sessions: number;
  readonly differences: readonly Difference[];
}

/**
 * Holds the books against themselves, as they are at one moment: the whole ledger against the transfers, and every session
 * for which something happened since then against its facts and against what was told of it.
 */
export function auditBooks(
  { store, runtime }: { readonly store: Store; readonly runtime: Runtime },
  since: Instant,
): Promise<BooksAudit> {
  return readSnapshot(store, async (tx) => {
    const { sessions, differences } = await auditSessions(tx, since, runtime.now());
    return {
      sessions,
      differences: [
        ...differences,
        ...(await auditVersions(tx, since, runtime.now())),
        ...(await auditLedger(tx, differences)),
        ...(await auditBalances(tx)),
        ...(await auditRefunds(tx)),
      ],
    };
  });
}

async function auditSessions(tx: Transaction, since: Instant, now: Instant): Promise<BooksAudit> {
  const watermarks = watermarksOf(await readHeads(tx));
  const differences: Difference[] = [];
  let sessions = 0;
  let after: SessionKey | null = null;
  for (;;) {
    const keys: readonly SessionKey[] = await readSessionKeysSince(tx, since, { after, limit: PAGE });
    for (const book of await readSessionBooks(tx, keys)) {
      const { organizationId, id: sessionId } = book.session;
      for (const { kind, transferId, ...says } of auditSession(book, watermarks, now)) {
        differences.push(difference(kind, { organizationId, sessionId, transferId }, says));
      }
    }
    sessions += keys.length;
    after = keys.at(-1) ?? null;
    if (keys.length < PAGE) return { sessions, differences };
  }
}

async function auditVersions(tx: Transaction, since: Instant, now: Instant): Promise<readonly Difference[]> {
  const found = await findVersionContradictions(tx, { since, kept: now - EVENT_RETENTION_MS });
  return found.map(({ organizationId, sessionId, version, told }) =>
    difference(
      'versions',
      { organizationId, sessionId },
      { expected: `1 to ${version}`, found: told.join(', ') || 'none' },
    ),
  );
}

/** What a session's own check has said of a transfer already is not said twice. */
async function auditLedger(tx: Transaction, said: readonly Difference[]): Promise<readonly Difference[]> {
  const known = new Set(said.filter(({ kind }) => kind === 'ledger').map(({ transferId }) => transferId));
  return (await findLedgerContradictions(tx))
    .filter(({ transferId }) => !known.has(transferId))
    .map(({ expected, found, ...at }) => difference('ledger', at, { expected, found }));
}

async function auditBalances(tx: Transaction): Promise<readonly Difference[]> {
  return (await findBalanceContradictions(tx)).map(
    ({ organizationId, network, contract, account, balance, livemode }) => {
      const asset = `${contract ?? 'the native coin'}, ${livemode ? 'live' : 'test'} mode`;
      const expected = `${account} ${account === 'received' ? 'at most' : 'at least'} 0`;
      return difference('balance', { organizationId, network }, { expected, found: `${balance} of ${asset}` });
    },
  );
}
