import type { FastifyReply, FastifyRequest } from 'fastify';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import type { PaymentLink } from '../../../core/link/payment-link.ts';
import type { SessionView } from '../../../core/resource/session-resource.ts';
import { missedTransfers } from '../../../core/session/taken-back.ts';
import type { Instant } from '../../../core/time.ts';
import { keyOf, viewSessions } from '../../../operations/view-sessions.ts';
import { findSession } from '../../../store/sessions.ts';
import { readTakenBack } from '../../../store/taken-back.ts';
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
  /** What the page around the frame has loaded anew, and is to see again. */
  readonly reloaded: string | undefined;
}

const STRANGER: KnownVisitor = { open: undefined, ended: undefined, reloaded: undefined };

/** Who comes, by what the page around the frame remembers, or by the cookie that their last visit of this link left. */
export async function knownVisitor(deps: ApiDeps, request: FastifyRequest, link: PaymentLink): Promise<KnownVisitor> {
  const told = framedVisit(request);
  const id = fromPublicId('session', `cs_${told?.code ?? request.cookies[COOKIE] ?? ''}`);
  const view = id === undefined ? undefined : await latest(deps, link, id);
  if (!view) return STRANGER;
  const now = deps.runtime.now();
  const reloaded = told?.isReload === true && isStillShown(view, now) ? view.session.id : undefined;
  if (isUnderWay(view, now) || (await mayReturn(deps, view))) return { ...STRANGER, open: view, reloaded };
  return { ...STRANGER, ended: view.session.status === 'expired' ? view.session.id : undefined, reloaded };
}

export interface FramedVisit {
  readonly code: string;
  /** The page around the frame was loaded anew, rather than come to. */
  readonly isReload: boolean;
}

/**
 * The visit that `<opentill-checkout>` remembers for its tab, where browsers keep no cookie: `?visit=<code>`. Only in a frame, and
 * so only on pages that the site names: the same address in a window of its own is a stranger's, wherever it was copied to.
 */
export function framedVisit({ headers, query }: FastifyRequest): FramedVisit | undefined {
  const { visit, reload } = query as Readonly<Record<string, unknown>>;
  if (headers['sec-fetch-dest'] !== 'iframe' || typeof visit !== 'string' || !/^\w{22}$/.test(visit)) return undefined;
  return { code: visit, isReload: reload !== undefined };
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

/** What a reload shows again, as it would in a window of its own; not what is over for good and took no money. */
function isStillShown({ session, derived }: SessionView, now: Instant): boolean {
  if (session.status === 'canceled') return false;
  return session.status !== 'expired' || now < session.graceEndsAt || derived.transfers.length > 0;
}

/** What a reorg took back may still pay the session by itself: a fresh one would ask for it once more. */
async function mayReturn({ store, runtime }: ApiDeps, { session }: SessionView): Promise<boolean> {
  if (session.status !== 'expired' || runtime.now() >= session.graceEndsAt) return false;
  return missedTransfers(session, await readTakenBack(store, keyOf(session))).length > 0;
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
