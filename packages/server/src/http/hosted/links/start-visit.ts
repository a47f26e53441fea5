import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { canonicalJson } from '../../../core/canonical-json.ts';
import { openLinkVisit } from '../../../operations/open-link-visit.ts';
import type { Refusal } from '../../../operations/refusal.ts';
import { codeOf } from '../code.ts';
import { closedReason, sendClosed } from './closed.ts';
import type { LinkPageDeps } from './deps.ts';
import { sendForm } from './form.ts';
import type { LinkRequest, LinkVisit } from './link-visit.ts';
import { problem } from './read-entry.ts';
import type { FilledForm, Values } from './read-form.ts';
import { rememberVisit } from './visitor.ts';

/** What a visit that needs no form starts with. */
export const NOTHING_FILLED: FilledForm = { values: {}, problems: {}, choice: {}, email: null, details: null };

/** Makes the visit's session and leads to its page; where none can be made, says why and what to do. */
export async function startVisit(
  deps: LinkPageDeps,
  visit: LinkVisit,
  request: LinkRequest,
  reply: FastifyReply,
  form: FilledForm,
  visitToken?: unknown,
): Promise<FastifyReply> {
  const { choice, email, details, values } = form;
  const key = visitKey(visitToken, values);
  const holder = deps.csrf.clientMark(request, visit.link.id);
  const input = { choice, email, details, key, instead: visit.visitor.ended, holder };
  const opened = await openLinkVisit({ ...deps.createSession, store: deps.store }, visit.link, input);
  if (opened.outcome === 'refused') return explain(deps, visit, request, reply, form, opened);
  return leadTo(deps, visit, reply, opened.sessionId);
}

export function leadTo({ resource }: LinkPageDeps, { slug }: LinkVisit, reply: FastifyReply, sessionId: string) {
  rememberVisit(reply, slug, sessionId, resource.publicUrl.startsWith('https:'));
  return reply.header('cache-control', 'no-store').redirect(`/checkout/${codeOf(sessionId)}`, 303);
}

/** Twice the same form with the same entries is one visit; with others it is another. */
function visitKey(visitToken: unknown, values: Values): string | null {
  if (typeof visitToken !== 'string' || !/^[\w-]{22}$/.test(visitToken)) return null;
  return `${visitToken}.${createHash('sha256').update(canonicalJson(values)).digest('base64url')}`;
}

async function explain(
  deps: LinkPageDeps,
  visit: LinkVisit,
  request: LinkRequest,
  reply: FastifyReply,
  { values }: FilledForm,
  refusal: Refusal,
): Promise<FastifyReply> {
  const { price } = visit.link;
  const field = price.kind === 'customer' ? 'amount' : 'quantity';
  if (refusal.code === 'amount_too_large' && field in values) {
    const problems = { [field]: problem('too_large') };
    return sendForm(deps, visit, request, reply.code(400), { values, problems });
  }
  const isLimit = refusal.code === 'payment_link_limit_reached';
  // Their own payment holds the last use: what they entered is not thrown away over it.
  if (isLimit && visit.visitor.open) {
    return sendForm(deps, visit, request, reply.code(409), { values, notice: 'in_use' });
  }
  if (isLimit) return sendClosed(deps, visit, reply, (await closedReason(deps, visit.link)) ?? 'in_use');
  if (refusal.code === 'payment_link_inactive') return sendClosed(deps, visit, reply, 'inactive');
  request.log.warn({ code: refusal.code, linkId: visit.link.id }, 'a payment link cannot be paid');
  return sendClosed(deps, visit, reply, 'unavailable');
}
