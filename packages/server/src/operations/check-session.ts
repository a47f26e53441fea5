import { ChainReadError } from '../core/chain/errors.ts';
import type { SessionView } from '../core/resource/session-resource.ts';
import type { SessionStatus } from '../core/session/facts.ts';
import type { Store } from '../store/database.ts';
import { findSession } from '../store/sessions.ts';
import type { NetworkReading } from './network-reading.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';
import type { Asker, SearchBudget } from './search-budget.ts';
import { hasPayment, notFound } from './session-acts.ts';
import { viewSessions } from './view-sessions.ts';

interface CheckDeps {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly reading: NetworkReading;
  readonly budget: SearchBudget;
}

/**
 * A person asks «has it come?»: every offered network is read to its tip now, and the address is searched for tokens
 * outside the catalogue, as far as the budget goes. A network that cannot be read does not keep the others' news back.
 */
export async function checkSession(
  { store, runtime, reading, budget }: CheckDeps,
  principal: Principal,
  sessionId: string,
  asker: Asker,
): Promise<{ outcome: 'checked'; view: SessionView } | Refusal> {
  const session = await findSession(store, principal, sessionId);
  if (!session) return notFound();
  const networks = [...new Set(session.terms.offers.map((offer) => offer.network))];
  await budget.read(session, asker, async () => {
    await Promise.all(networks.map((network) => reading.readToTip(network)));
  });
  if (session.address !== null) await budget.search(session, asker, () => reading.findUnlisted(session.id));
  const fresh = await findSession(store, principal, sessionId);
  const [view] = await viewSessions(store, [fresh!], runtime.now());
  return { outcome: 'checked', view: view! };
}

/** Refused without a reading. An expired session is read: a reorg may have set it back to pending. */
const ENDED: readonly SessionStatus[] = ['paid', 'paid_late', 'canceled', 'failed'];

/**
 * What must hold before a cancel is accepted: every offered network has been read to its tip, and no node shows a
 * transfer to the address outside a block either. Undefined: go on.
 */
export async function refuseCancelIfPaid(
  { store, reading }: Pick<CheckDeps, 'store' | 'reading'>,
  principal: Principal,
  sessionId: string,
): Promise<Refusal | undefined> {
  const session = await findSession(store, principal, sessionId);
  if (!session) return notFound();
  if (session.address === null || ENDED.includes(session.status)) return undefined;
  const recipients = [session.address];
  const networks = [...new Set(session.terms.offers.map((offer) => offer.network))];
  const seen = await Promise.all(
    networks.map(async (network) => {
      if (!(await reading.readToTip(network))) return 'unread' as const;
      const pending = await reading.readPending(network, recipients).catch(whereUnread);
      if (pending === 'unread') return pending;
      return pending.length > 0 ? ('seen' as const) : ('nothing' as const);
    }),
  );
  if (seen.includes('seen')) return hasPayment('canceled');
  if (seen.includes('unread')) {
    return refuse(
      'network_unavailable',
      'A network of this session cannot be read now, so a payment cannot be ruled out.',
    );
  }
  return undefined;
}

/** A node that fails in between has ruled nothing out. */
function whereUnread(error: unknown): 'unread' {
  if (error instanceof ChainReadError) return 'unread';
  throw error;
}
