import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refund } from '../../../core/refund/refund.ts';
import type { Session } from '../../../core/session/session.ts';
import { findSite, type Site } from '../../../store/organizations.ts';
import { findRefundById } from '../../../store/refunds.ts';
import { findSession } from '../../../store/sessions.ts';
import { ApiError } from '../../errors.ts';
import type { LinkPageDeps } from '../links/deps.ts';

export type RefundPageDeps = LinkPageDeps;
export type RefundRequest = FastifyRequest<{ Params: { token: string }; Body: unknown }>;

/** Somebody at a refund's address, with a token that only this server can have made. */
export interface RefundVisit {
  readonly refund: Refund;
  readonly session: Session;
  readonly site: Site;
  readonly path: string;
}

export async function findRefundVisit(deps: RefundPageDeps, request: RefundRequest): Promise<RefundVisit> {
  const { token } = request.params;
  const { links } = deps.refunds;
  const id = links.idOf(token);
  const refund = id === undefined ? undefined : await findRefundById(deps.store, id);
  if (!refund || !links.isOf(token, refund)) throw new ApiError('refund_not_found');
  const session = await findSession(deps.store, refund, refund.sessionId);
  const site = session && (await findSite(deps.store, refund.organizationId, session.siteId));
  if (!session || !site) throw new ApiError('refund_not_found');
  return { refund, session, site, path: `/refund/${token}` };
}

const tokenScope = ({ id, linkNumber }: Refund) => `refund ${id} ${linkNumber}`;

export function csrfTokenFor(
  deps: RefundPageDeps,
  { refund }: RefundVisit,
  request: RefundRequest,
  reply: FastifyReply,
) {
  return deps.csrf.tokenFor(request, reply, tokenScope(refund), '/refund');
}

/** Whether the post comes from the page as this visitor was shown it. */
export function isOwnPost(
  deps: RefundPageDeps,
  { refund }: RefundVisit,
  request: RefundRequest,
  token: unknown,
): boolean {
  const from = request.headers['sec-fetch-site'];
  if (from !== undefined && from !== 'same-origin') return false;
  try {
    deps.csrf.check(request, tokenScope(refund), token);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'csrf_token_invalid') return false;
    throw error;
  }
}
