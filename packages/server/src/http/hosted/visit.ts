import type { CheckoutView } from '@opentill/checkout/view';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fromPublicId } from '../../core/identity/public-id.ts';
import type { SessionView } from '../../core/resource/session-resource.ts';
import type { Session } from '../../core/session/session.ts';
import { clockNow } from '../../core/session/test-clock.ts';
import { renewalLastsUntil } from '../../core/subscription/renewal-lasts.ts';
import type { Instant } from '../../core/time.ts';
import { readIsAsked } from '../../operations/asked-renewal.ts';
import { keyOf, viewSessions } from '../../operations/view-sessions.ts';
import { readMoneyDecisions, UNDECIDED } from '../../store/money-decisions.ts';
import { findSite, type Site } from '../../store/organizations.ts';
import { findSessionById } from '../../store/sessions.ts';
import { findPeriod } from '../../store/subscription-periods.ts';
import { findSubscription } from '../../store/subscriptions.ts';
import { readTakenBack } from '../../store/taken-back.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ApiError } from '../errors.ts';
import type { Csrf } from './csrf.ts';
import type { LiveSessions } from './live.ts';
import type { PageContext } from './page-context.ts';
import type { SharedView } from './rendering.ts';
import { checkoutView } from './view.ts';

export interface HostedDeps extends ApiDeps {
  readonly csrf: Csrf;
  readonly live: LiveSessions;
  readonly page: Omit<PageContext, 'scenarios'> & { readonly scenarios: readonly string[] };
}

const LOCALE = 'en';
export type CodeRequest = FastifyRequest<{ Params: { code: string } }>;

/** A session and its site, by the code in the page's address. */
export interface Visit {
  readonly code: string;
  readonly session: Session;
  readonly site: Site;
}

export async function visitOf(deps: HostedDeps, request: CodeRequest): Promise<Visit> {
  const visit = await findVisit(deps, request.params.code);
  if (!visit) throw new ApiError('session_not_found');
  return visit;
}

export async function findVisit(deps: HostedDeps, code: string): Promise<Visit | undefined> {
  const id = fromPublicId('session', `cs_${code}`);
  const session = id === undefined ? undefined : await findSessionById(deps.store, id);
  const site = session && (await findSite(deps.store, session.organizationId, session.siteId));
  return session && site && { code, session, site };
}

/** What the page shows now, whoever looks at it. */
export async function renderVisit(deps: HostedDeps, { session, site }: Visit): Promise<SharedView> {
  const now = deps.runtime.now();
  const [view] = await viewSessions(deps.store, [session], now);
  const scenarios = session.livemode ? [] : deps.page.scenarios;
  // Only what has run out could be started again.
  const isAsked = session.status !== 'expired' || (await readIsAsked(deps.store, session));
  return checkoutView(
    view!,
    site,
    { ...deps.page, scenarios, locale: LOCALE },
    {
      now: clockNow(session, now),
      lastsUntil: await renewalEnd(deps, session),
      isAsked,
      takenBack: await readTakenBack(deps.store, keyOf(session)),
      decisions: hasCome(view!) ? await readMoneyDecisions(deps.store, keyOf(session)) : UNDECIDED,
    },
  );
}

/** Whether there is money that somebody may have decided about; most pages are open while there is none. */
const hasCome = ({ session, derived }: SessionView) => session.status !== 'pending' || derived.transfers.length > 0;

/** Only of the session that its period is asked by now: what was replaced is not renewed again. */
async function renewalEnd({ store }: HostedDeps, session: Session): Promise<Instant | null> {
  const { organizationId, subscriptionId, subscriptionPeriod } = session;
  if (session.status !== 'pending' || subscriptionId === null || subscriptionPeriod === null) return null;
  const [subscription, period] = await Promise.all([
    findSubscription(store, session, subscriptionId),
    findPeriod(store, { organizationId, subscriptionId }, subscriptionPeriod.number),
  ]);
  if (!subscription || period?.sessionId !== session.id) return null;
  return renewalLastsUntil(subscription, period);
}

export async function viewOf(
  deps: HostedDeps,
  visit: Visit,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<CheckoutView> {
  const csrfToken = deps.csrf.tokenFor(request, reply, visit.code);
  return { ...(await renderVisit(deps, visit)), csrfToken };
}

export function wantsJson(request: FastifyRequest): boolean {
  return (
    request.headers['content-type']?.startsWith('application/json') === true ||
    request.headers.accept === 'application/json'
  );
}
