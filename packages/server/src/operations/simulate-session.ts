import { chosenOffer } from '../core/resource/session-resource.ts';
import { remainingAtomic } from '../core/session/remainder.ts';
import { clockNow } from '../core/session/test-clock.ts';
import type { Queries } from '../store/database.ts';
import { findSession } from '../store/sessions.ts';
import { isNamed, type MethodReference } from './method-reference.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';
import { notFound } from './session-acts.ts';
import { type DevnetPayer, isScenario, SCENARIOS, simulatePayment } from './simulate-payment.ts';
import { viewSessions } from './view-sessions.ts';

export interface SimulateDeps {
  readonly store: Queries;
  readonly runtime: Runtime;
  readonly payer: DevnetPayer;
}

/** Plays a customer on the devnet: real transactions, so that all that follows is what it would be in live mode. */
export async function simulateSession(
  { store, runtime, payer }: SimulateDeps,
  principal: Principal,
  sessionId: string,
  { scenario, method }: { scenario: string; method?: MethodReference | undefined },
): Promise<{ outcome: 'sent'; transactions: readonly string[] } | Refusal> {
  if (!isScenario(scenario)) {
    return refuse('scenario_not_possible', `\`scenario\` is one of ${SCENARIOS.join(', ')}.`, 'scenario');
  }
  const session = await findSession(store, principal, sessionId);
  if (!session) return notFound();
  const wanted =
    method === undefined ? chosenOffer(session) : session.terms.offers.find((offer) => isNamed(offer, method));
  if (!wanted || session.address === null) {
    return refuse('method_not_offered', 'This session has nothing to pay by this method.', 'method');
  }
  const now = runtime.now();
  const [view] = await viewSessions(store, [session], now);
  const result = await simulatePayment(payer, {
    scenario,
    address: session.address,
    offer: wanted,
    offers: session.terms.offers,
    remainingAtomic: remainingAtomic(view!.derived, wanted),
    expiresAt: session.expiresAt,
    graceEndsAt: session.graceEndsAt,
    now: clockNow(session, now),
  });
  return result.outcome === 'sent' ? result : refuse('scenario_not_possible', result.message, 'scenario');
}
