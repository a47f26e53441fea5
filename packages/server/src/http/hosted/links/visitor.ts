import type { FastifyReply, FastifyRequest } from 'fastify';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import type { PaymentLink } from '../../../core/link/payment-link.ts';
import type { SessionView } from '../../../core/resource/session-resource.ts';
import type { Instant } from '../../../core/time.ts';
import { viewSessions } from '../../../operations/view-sessions.ts';
import { findSession } from '../../../store/sessions.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { codeOf } from '../code.ts';

/** Under the link's own path, so that each link has its own. */
const COOKIE = 'opentill_link_visit';
const LIFETIME_SECONDS = 24 * 3600;
/** A customer who starts again and again. */
const MOST_SUCCESSORS = 20;

/** What this visitor has with a link already. */
export interface KnownVisitor {
  /** A session that is under way: a reload leads back to it. */
  readonly open: SessionView | undefined;
  /** Their last one, ended without money: a fresh one takes its place. */
  readonly ended: string | undefined;
}

const STRANGER: KnownVisitor = { open: undefined, ended: undefined };

/** Who comes, by the cookie that their last visit of this link left. */
export async function knownVisitor(deps: ApiDeps, request: FastifyRequest, link: PaymentLink): Promise<KnownVisitor> {
  const id = fromPublicId('session', `cs_${request.cookies[COOKIE] ?? ''}`);
  const view = id === undefined ? undefined : await latest(deps, link, id);
  if (!view) return STRANGER;
  if (isUnderWay(view, deps.runtime.now())) return { open: view, ended: undefined };
  return { open: undefined, ended: view.session.status === 'expired' ? view.session.id : undefined };
}

/** The session, or the one that took its place; undefined unless it is one of this link. */
async function latest({ store, runtime }: ApiDeps, link: PaymentLink, id: string): Promise<SessionView | undefined> {
  let session = await findSession(store, link, id);
  for (let steps = 0; session?.restartedAs && steps < MOST_SUCCESSORS; steps++) {
    session = await findSession(store, link, session.restartedAs);
  }
  if (session?.linkId !== link.id) return undefined;
  const [view] = await viewSessions(store, [session], runtime.now());
  return view;
}

/** Money can still be asked for, or is on its way. */
function isUnderWay({ session, derived }: SessionView, now: Instant): boolean {
  const inGrace = now < session.graceEndsAt;
  switch (session.status) {
    case 'pending':
    case 'detected':
    case 'overpaid':
      return true;
    case 'underpaid':
      return inGrace;
    case 'expired':
      return inGrace && derived.transfers.length > 0;
    default:
      return false;
  }
}

/** Lets a reload of this visit find its session. */
export function rememberVisit(reply: FastifyReply, slug: string, sessionId: string, secure: boolean): void {
  reply.setCookie(COOKIE, codeOf(sessionId), {
    path: `/l/${slug}`,
    httpOnly: true,
    sameSite: 'lax',
    secure,
    maxAge: LIFETIME_SECONDS,
  });
}

/** Programs that look at a link before, or instead of, a person: nothing may begin for them. */
const LOOKERS =
  /bot\b|bot\/|crawl|spider|slurp|preview|facebookexternalhit|facebot|whatsapp|telegram|slack|discord|skypeuri|embedly|quora|pinterest|vkshare|linkedin|iframely|headlesschrome-lighthouse/i;

export function isLookingOnly(request: FastifyRequest): boolean {
  return isPrefetch(request) || LOOKERS.test(request.headers['user-agent'] ?? '');
}

/** The browser fetches ahead of a click that may never come. */
export function isPrefetch({ headers }: FastifyRequest): boolean {
  const purpose = headers['sec-purpose'] ?? headers['purpose'] ?? headers['x-purpose'] ?? headers['x-moz'];
  return typeof purpose === 'string' && /prefetch|preview|prerender/i.test(purpose);
}
