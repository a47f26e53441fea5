import type { Store, Transaction } from '../store/database.ts';
import { isDatabaseAway } from '../store/database-away.ts';
import { type Postponed, postponeWork, type Work, type WorkItem } from '../store/postponed-work.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import type { SessionKey } from '../store/sessions.ts';
import type { Runtime } from './runtime.ts';

export interface PostponeDeps {
  readonly store: Store;
  readonly runtime: Runtime;
}

/** A row of recurring work failed, and is tried again by itself. Its cause is the fault. */
export class PostponedWorkError extends Error {
  override readonly name = 'PostponedWorkError';

  constructor({ work, organizationId, id }: WorkItem, { failures, until }: Postponed, cause: unknown) {
    const what = `${work} of ${id} (organization ${organizationId}) failed for the ${failures}. time`;
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${what} and is tried again at ${new Date(until).toISOString()}: ${why}`, { cause });
  }
}

/**
 * Does the work of one row. Where it throws, the row is put aside, so that it does not stand before the others at the next
 * look, and the fault goes to `faults`. Throws where the database is away: then it is not the row that fails.
 */
export async function orPostpone<T>(
  { store, runtime }: PostponeDeps,
  item: WorkItem,
  faults: unknown[],
  run: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await run();
  } catch (cause) {
    if (isDatabaseAway(cause)) throw cause;
    faults.push(new PostponedWorkError(item, await postponeWork(store, item, runtime.now()), cause));
    return undefined;
  }
}

export interface BatchOf<T> {
  readonly work: Work;
  readonly lock: (tx: Transaction) => Promise<readonly SessionKey[]>;
  readonly run: (tx: Transaction, keys: readonly SessionKey[]) => Promise<readonly T[]>;
}

/** Locks sessions and does their work in one transaction. Where that fails, each by itself: whichever is the cause is put aside. */
export async function togetherOrEach<T>(deps: PostponeDeps, { work, lock, run }: BatchOf<T>, faults: unknown[]) {
  let keys: readonly SessionKey[] = [];
  const together = retriedTransaction(deps.store, async (tx) => {
    keys = await lock(tx);
    return keys.length === 0 ? [] : run(tx, keys);
  });
  const results = await together.catch(async (fault: unknown) => {
    if (keys.length === 0 || isDatabaseAway(fault)) throw fault;
    const each: T[] = [];
    for (const key of keys) {
      const item = { work, organizationId: key.organizationId, id: key.sessionId };
      const alone = () => retriedTransaction(deps.store, (tx) => run(tx, [key]));
      each.push(...((await orPostpone(deps, item, faults, alone)) ?? []));
    }
    return each;
  });
  return { count: keys.length, results };
}

/** For the end of a run: what failed is thrown when the rest is done, so that somebody hears of it. */
export function throwFaults(faults: readonly unknown[]): void {
  if (faults.length === 1) throw faults[0];
  if (faults.length > 1)
    throw new AggregateError(faults, `${faults.length} rows failed, first: ${messageOf(faults[0])}`);
}

const messageOf = (fault: unknown) => (fault instanceof Error ? fault.message : String(fault));
