import type { SessionView } from '../core/resource/session-resource.ts';
import { clockNow } from '../core/session/test-clock.ts';
import type { Transaction } from '../store/database.ts';
import { insertPayment } from '../store/payments.ts';
import { lockSessions, setSessionMethod } from '../store/sessions.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';
import { notFound } from './session-acts.ts';
import { viewSessions } from './view-sessions.ts';

/**
 * The customer takes another of the offered methods: shown amount, network and quote change, status and facts do not. A
 * transfer in any offered method goes on counting. Judged by the facts as they stand: a deadline that has passed by them may
 * not have been told yet.
 */
export async function chooseMethod(
  { runtime }: { runtime: Runtime },
  tx: Transaction,
  principal: Principal,
  sessionId: string,
  method: string,
): Promise<{ outcome: 'chosen'; view: SessionView } | Refusal> {
  const key = { organizationId: principal.organizationId, sessionId };
  const [session] = await lockSessions(tx, [key]);
  if (!session || session.livemode !== principal.livemode) return notFound();
  if (!session.terms.offers.some((offer) => offer.method === method)) {
    return refuse('method_not_offered', `«${method}» is not offered for this session.`, 'method');
  }
  const now = runtime.now();
  const [before] = await viewSessions(tx, [session], now);
  const { status } = before!.derived;
  if (status !== 'pending' && status !== 'underpaid') {
    return refuse('session_ended', `The session is ${status}: there is nothing left to choose.`);
  }
  const at = clockNow(session, now);
  await setSessionMethod(tx, key, method, at);
  await insertPayment(tx, { ...key, id: runtime.newId(), method, createdAt: at });
  const [view] = await viewSessions(tx, [{ ...session, method, updatedAt: at }], now);
  return { outcome: 'chosen', view: view! };
}
