import { brandCss, renderError, renderNoRefund, renderRefund } from '@opentill/checkout/server';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { toChecksumAddress } from '../../../networks/evm/uri.ts';
import { readRefundAddress } from '../../../operations/check-refund-address.ts';
import { giveRefundAddress } from '../../../operations/give-refund-address.ts';
import { retriedTransaction } from '../../../store/retried-transaction.ts';
import { toApiError } from '../../error-handler.ts';
import { ApiError } from '../../errors.ts';
import { sendHtml } from '../links/send-html.ts';
import { type Entered, refundView } from './refund-texts.ts';
import {
  csrfTokenFor,
  findRefundVisit,
  isOwnPost,
  type RefundPageDeps,
  type RefundRequest,
  type RefundVisit,
} from './refund-visit.ts';

/** Enough for whoever looks again and again; not for whoever tries tokens. */
const VISITS = { rateLimit: { max: 60, timeWindow: 60_000 } };

/** Where customers say where their refund shall go, and see what became of it: `/refund/<token>`. */
export async function refundPages(app: FastifyInstance, { deps }: { deps: RefundPageDeps }): Promise<void> {
  answerErrors(app, deps);

  app.get('/refund/:token', { config: VISITS }, async (request: RefundRequest, reply) =>
    show(deps, await findRefundVisit(deps, request), request, reply),
  );

  app.post('/refund/:token', { config: VISITS }, async (request: RefundRequest, reply) => {
    const visit = await findRefundVisit(deps, request);
    const { refund, path } = visit;
    // Given meanwhile, in another window or by a second click: the page says so.
    if (refund.status !== 'awaiting_address') return reply.redirect(path, 303);
    const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const address = entryOf(body['address']);
    if (!isOwnPost(deps, visit, request, body['csrfToken'])) {
      return show(deps, visit, request, reply.code(403), { address, isOutdated: true });
    }
    if (body['step'] === 'change') return show(deps, visit, request, reply, { address });
    if (address === '') return show(deps, visit, request, reply.code(400), { address, problem: 'missing' });
    if (body['step'] === 'give') return give(deps, visit, request, reply, address);
    const reading = await readRefundAddress(deps.refunds, deps.store, refund, address);
    if (reading.kind === 'flaw') {
      return show(deps, visit, request, reply.code(400), { address, problem: reading.flaw });
    }
    const spelled = toChecksumAddress(reading.address);
    return show(deps, visit, request, reply, { address: spelled, isChecked: true });
  });

  app.get('/refund/:token/brand.css', async (request: RefundRequest, reply) => {
    const { site } = await findRefundVisit(deps, request);
    return reply.header('cache-control', 'private, max-age=300').type('text/css').send(brandCss(site.brand));
  });
}

async function give(
  deps: RefundPageDeps,
  visit: RefundVisit,
  request: RefundRequest,
  reply: FastifyReply,
  address: string,
): Promise<FastifyReply> {
  const given = await retriedTransaction(deps.store, (tx) =>
    giveRefundAddress(deps.refunds, tx, visit.refund, address),
  );
  if (given.outcome === 'flawed') {
    return show(deps, visit, request, reply.code(400), { address, problem: given.flaw });
  }
  deps.wake.emit('outbox', null);
  deps.wake.emit('session', visit.refund.sessionId);
  return reply.header('cache-control', 'no-store').redirect(visit.path, 303);
}

function show(
  deps: RefundPageDeps,
  visit: RefundVisit,
  request: RefundRequest,
  reply: FastifyReply,
  entered: Entered = {},
): FastifyReply {
  const csrfToken = csrfTokenFor(deps, visit, request, reply);
  return sendHtml(reply, renderRefund(refundView(deps, visit, csrfToken, entered), deps));
}

const LONGEST_ENTRY = 100;

/** As it can be shown again: without control characters, and no longer than any address. */
function entryOf(entry: unknown): string {
  if (typeof entry !== 'string') return '';
  return entry
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, LONGEST_ENTRY);
}

function answerErrors(app: FastifyInstance, { assets }: RefundPageDeps): void {
  app.setErrorHandler((error, request, reply) => {
    const known = toApiError(error);
    if (!known) request.log.error({ err: error }, 'refund page failed');
    const { status, retryAfterSeconds } = known ?? new ApiError('internal_error');
    if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
    const why = status === 429 ? 'tooMany' : status === 404 ? 'notFound' : undefined;
    const html = why ? renderNoRefund(why, { assets }) : renderError({ assets, requestId: request.id });
    return sendHtml(reply.code(status), html);
  });
}
