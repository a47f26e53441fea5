import type { ReadNetwork } from '../compose/following.ts';
import { systemRuntime } from '../compose/system-runtime.ts';
import type { Difference } from '../core/books/difference.ts';
import type { Instant } from '../core/time.ts';
import { auditChain, type ChainAudit } from '../ingest/audit-chain.ts';
import { auditBooks } from '../operations/audit-books.ts';
import { type AuditRange, chooseAuditRange } from '../operations/audit-range.ts';
import { readCursorNetworks } from '../store/chain-cursors.ts';
import { refuseUnreadBlocks } from './block-range.ts';
import { type ChainSession, chooseChain, openChain, toldPlainly, UnreadableChainError } from './chain-session.ts';
import { remark } from './print.ts';
import { createProgress } from './progress.ts';

export interface AskedAudit {
  readonly network: string | undefined;
  readonly from: bigint | undefined;
  readonly to: bigint | undefined;
  readonly now: Instant;
}

export interface ChainAuditReport extends ChainAudit {
  readonly network: string;
  readonly range: AuditRange;
}

export interface UnreadNetwork {
  readonly network: string;
  /** Null: no setting switches it on. */
  readonly error: UnreadableChainError | null;
}

export interface AuditReport {
  readonly chains: readonly ChainAuditReport[];
  /** Networks that the books are about and that were not read, and why. */
  readonly unread: readonly UnreadNetwork[];
  readonly sessions: number;
  readonly differences: readonly Difference[];
}

/** What the books are audited for, at least, where a chain was not read. */
const WEEK_MS = 7 * 24 * 3_600_000;

/**
 * Audits the chains one after the other, then the books from the earliest block read on. One network that cannot be read
 * hides nothing of the others and of the books.
 */
export async function runAudit(session: ChainSession, asked: AskedAudit): Promise<AuditReport> {
  const chosen = asked.network === undefined ? session.chains : [chooseChain(session, asked.network)];
  const chains: ChainAuditReport[] = [];
  const unread: UnreadNetwork[] = (await findSwitchedOff(session, asked)).map((network) => ({ network, error: null }));
  for (const chain of chosen) {
    const { name } = chain.network.spec;
    try {
      const report = await toldPlainly(name, () => auditOne(session, chain, asked));
      if (report !== undefined) chains.push(report);
    } catch (error) {
      if (!(error instanceof UnreadableChainError)) throw error;
      unread.push({ network: name, error });
    }
  }
  const since = chains.map(({ range }) => range.since);
  if (unread.length > 0 || chains.length === 0) since.push(asked.now - WEEK_MS);
  const { sessions, differences } = await auditBooks(session.deps, Math.min(...since));
  return { chains, unread, sessions, differences: [...chains.flatMap((each) => each.differences), ...differences] };
}

/** None where one network was named. */
async function findSwitchedOff({ store, chains }: ChainSession, asked: AskedAudit): Promise<readonly string[]> {
  if (asked.network !== undefined) return [];
  const known = await readCursorNetworks(store);
  return known.filter((name) => !chains.some(({ network }) => network.spec.name === name));
}

async function auditOne(
  session: ChainSession,
  chain: ReadNetwork,
  asked: AskedAudit,
): Promise<ChainAuditReport | undefined> {
  const { network, source } = chain;
  const { name } = network.spec;
  const cursor = await openChain(session, chain);
  if (cursor === undefined) {
    remark(`${name} has not been read yet: there is nothing to audit.`);
    return undefined;
  }
  refuseUnreadBlocks(name, asked, cursor);
  const range = await chooseAuditRange(session.store, source, cursor, asked);
  if (range.cutFrom !== null) {
    remark(
      `${name}: only the last ${range.to - range.from + 1n} blocks; --from ${range.cutFrom} reads the whole week.`,
    );
  }
  const onProgress = createProgress(name, range, systemRuntime.now);
  return { network: name, range, ...(await auditChain(session.deps, { network, source, range, onProgress })) };
}
