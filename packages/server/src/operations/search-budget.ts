import type { Session } from '../core/session/session.ts';
import { clockNow, startedAt } from '../core/session/test-clock.ts';
import type { Instant, Milliseconds } from '../core/time.ts';
import type { Runtime } from './runtime.ts';

/** Who asks: the customer, who may be anyone, or the merchant by an API key. */
export type Asker = 'customer' | 'merchant';
type JudgedSession = Pick<Session, 'id' | 'status' | 'clock' | 'createdAt' | 'updatedAt' | 'graceEndsAt'>;

/** What the nodes are asked for when somebody presses a button: a search of an old session is thousands of queries. */
export interface SearchBudget {
  /** Reads to the tip, or waits for the reading that another has just asked for. */
  read(session: JudgedSession, asker: Asker, run: () => Promise<void>): Promise<void>;
  /** Searches for tokens outside the catalogue, waits for such a search of the session, or passes it over. */
  search(session: JudgedSession, asker: Asker, run: () => Promise<void>): Promise<void>;
}

const READ_EVERY_MS = 5_000;
const SEARCH_EVERY_MS: Readonly<Record<Asker, Milliseconds>> = { customer: 30_000, merchant: 10_000 };
const SEARCHED_AGE_MS = 3_600_000;
const READ_AFTER_END_MS = 86_400_000;
/** Searches of customers under way at once in this process. */
const SEARCHES_AT_ONCE = 2;
/** Sessions whose last reading is known. Who presses for more than that has only readings of the tip to gain. */
const REMEMBERED = 10_000;

/** The budget of one process. Time is the clock's alone, and what it remembers is bounded. */
export function createSearchBudget(clock: Pick<Runtime, 'now'>, { remembered = REMEMBERED } = {}): SearchBudget {
  const now = () => clock.now();
  const readings = createSharedRuns(now, remembered);
  const searches = createSharedRuns(now, remembered);
  let underWay = 0;
  const counted = async (run: () => Promise<void>) => {
    underWay++;
    try {
      await run();
    } finally {
      underWay--;
    }
  };
  return {
    async read(session, asker, run) {
      if (asker === 'merchant') return run();
      if (hasLongEnded(session, clockNow(session, now()))) return;
      return readings.recent(session.id, READ_EVERY_MS) ?? readings.start(session.id, run);
    },
    async search(session, asker, run) {
      const recent = searches.recent(session.id, SEARCH_EVERY_MS[asker]);
      if (asker === 'merchant') return recent ?? searches.start(session.id, run);
      if (now() - startedAt(session) > SEARCHED_AGE_MS || hasLongEnded(session, clockNow(session, now()))) return;
      if (recent) return recent;
      if (underWay < SEARCHES_AT_ONCE) return searches.start(session.id, () => counted(run));
    },
  };
}

/** Money in grace still reaches an expired session; what else has ended did so with its last change. */
function hasLongEnded({ status, updatedAt, graceEndsAt }: JudgedSession, now: Instant): boolean {
  switch (status) {
    case 'pending':
    case 'detected':
    case 'underpaid':
    case 'overpaid':
      return false;
    case 'expired':
      return now - Math.max(updatedAt, graceEndsAt) > READ_AFTER_END_MS;
    case 'paid':
    case 'paid_late':
    case 'canceled':
    case 'failed':
      return now - updatedAt > READ_AFTER_END_MS;
  }
}

/** Runs by session, shared by all who ask within a while. One that failed is forgotten. */
function createSharedRuns(now: () => Instant, remembered: number) {
  const runs = new Map<string, { readonly startedAt: Instant; readonly done: Promise<void> }>();
  return {
    recent(id: string, withinMs: Milliseconds): Promise<void> | undefined {
      const last = runs.get(id);
      return last && now() - last.startedAt < withinMs ? last.done : undefined;
    },
    start(id: string, run: () => Promise<void>): Promise<void> {
      const made = { startedAt: now(), done: run() };
      // Anew at the end, so that the oldest stands first.
      runs.delete(id);
      runs.set(id, made);
      for (const oldest of runs.keys()) {
        if (runs.size <= remembered) break;
        runs.delete(oldest);
      }
      made.done.catch(() => runs.get(id) === made && runs.delete(id));
      return made.done;
    },
  };
}
