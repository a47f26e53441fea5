import { uuidv7 } from '../core/identity/uuid.ts';
import type { Milliseconds } from '../core/time.ts';
import {
  type AuditCursor,
  readAuditCursor,
  readLearntAddresses,
  readSessionPage,
  writeAuditCursor,
} from '../store/balance-audit-cursors.ts';
import type { AuditedAddress } from '../store/balance-audits.ts';
import type { Store } from '../store/database.ts';
import type { Runtime } from './runtime.ts';

export interface AuditPace {
  /** How many addresses of each kind one run looks at: of young sessions, of all, and of those with news. */
  readonly pageSize: number;
  /** How long after its creation a session's address is looked at for the first time: most are paid by then. */
  readonly settledAfterMs: Milliseconds;
  /** A round through all addresses begins at most so often. */
  readonly roundEveryMs: Milliseconds;
}

export const NEXT_PACE: AuditPace = { pageSize: 50, settledAfterMs: 3_600_000, roundEveryMs: 6 * 3_600_000 };

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const NO_CHANCE = new Uint8Array(10);

export interface Picked {
  readonly addresses: readonly AuditedAddress[];
  /** Notes that these were looked at. Before it is called the next run picks the same. */
  done(): Promise<void>;
}

/**
 * The addresses to look at next: each about an hour after its session was created, and all of them again in rounds from
 * the newest down. Those with a surplus of which the books have learnt something come first.
 */
export async function nextAddresses(
  { store, runtime }: { readonly store: Store; readonly runtime: Runtime },
  network: string,
  { pageSize, settledAfterMs, roundEveryMs }: AuditPace,
): Promise<Picked> {
  const now = runtime.now();
  const settled = uuidv7(Math.max(0, now - settledAfterMs), NO_CHANCE);
  const cursor: AuditCursor = (await readAuditCursor(store, network)) ?? {
    newest: settled,
    round: LAST_ID,
    roundStartedAt: now,
  };
  const learnt = await readLearntAddresses(store, network, pageSize);
  const young = await readSessionPage(store, network, { after: cursor.newest, upTo: settled }, pageSize);
  const startsAgain = cursor.round === null && now - cursor.roundStartedAt >= roundEveryMs;
  const below = startsAgain ? LAST_ID : cursor.round;
  const all = below === null ? NOTHING : await readSessionPage(store, network, { below }, pageSize);
  const next: AuditCursor = {
    newest: young.last ?? cursor.newest,
    round: all.isEnd ? null : all.last,
    roundStartedAt: startsAgain ? now : cursor.roundStartedAt,
  };
  const addresses = [
    ...new Map([...learnt, ...young.addresses, ...all.addresses].map((each) => [each.sessionId, each])),
  ];
  return { addresses: addresses.map(([, each]) => each), done: () => writeAuditCursor(store, network, next) };
}

const NOTHING = { last: null, isEnd: true, addresses: [] } as const;
