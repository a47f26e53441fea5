import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { sessionUuidOf } from '../../../core/identity/session-id.ts';
import type { Refund } from '../../../core/refund/refund.ts';
import { refundResource } from '../../../core/resource/refund-resource.ts';
import { allows } from '../../../core/scopes.ts';
import { createRefund } from '../../../operations/create-refund.ts';
import type { MethodReference } from '../../../operations/method-reference.ts';
import type { RefundDone } from '../../../operations/open-refund.ts';
import type { Principal } from '../../../operations/principal.ts';
import { cancelRefund, resetRefundAddress, sendRefund } from '../../../operations/refund-acts.ts';
import { sourceOfSession, sourceOfTransfer } from '../../../operations/refund-source.ts';
import type { Refusal } from '../../../operations/refusal.ts';
import type { Transaction } from '../../../store/database.ts';
import { findRefund, listRefunds } from '../../../store/refunds.ts';
import { accepted } from '../../answer.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { answerIdempotently } from '../../idempotency.ts';
import { listPage } from '../../pagination.ts';
import { idParams } from '../field-types.ts';
import { idFilter, pageOf } from '../page-of.ts';
import { createBody, listQuerySchema, refundList, refundObject, sentBody } from './schema.ts';

const TAGS = ['Refunds'];

/** `/api/v1/refunds`: money that the merchant sends back from a wallet of their own. */
export const refundRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  const present = (refund: Refund, { permissions }: Principal) =>
    refundResource(refund, deps.refunds.context, { showLink: allows(permissions, 'books:write') });

  app.post(
    '/refunds',
    {
      config: { scope: 'books:write' },
      // Before the schema's, which would name `reason` alone.
      preValidation: async ({ body }) => requireSource(body ?? {}),
      schema: {
        tags: TAGS,
        summary: 'Create a refund',
        operationId: 'createRefund',
        description:
          'Of what a session was paid, or of an unexpected transfer; never of more than came, is confirmed and has not been refunded. Without `toAddress` the customer gives it at `refundUrl`. Nothing is sent by this server: you send it, and name the transaction.',
        body: createBody,
        response: { 201: refundObject },
      },
    },
    async (request, reply) => {
      const { amount, toAddress, reason } = request.body;
      const { principal } = request;
      return answer(request, reply, 201, async (tx) => {
        const found = accepted(await source(tx, principal, request.body));
        return createRefund(deps.refunds, tx, principal, found.source, { amount, toAddress, reason });
      });
    },
  );

  app.get(
    '/refunds',
    {
      config: { scope: 'books:read' },
      schema: {
        tags: TAGS,
        summary: 'List refunds',
        operationId: 'listRefunds',
        description: 'Newest first. `status=ready` is the list of what waits to be sent.',
        querystring: listQuerySchema,
        response: { 200: refundList },
      },
    },
    async ({ principal, query }) => {
      const filters = { status: query.status, sessionId: idFilter('session', 'session', query.session) };
      const refunds = await listRefunds(deps.store, principal, filters, pageOf('refund', query));
      return listPage(
        refunds.map((refund) => present(refund, principal)),
        query.limit,
      );
    },
  );

  app.get(
    '/refunds/:id',
    {
      config: { scope: 'books:read' },
      schema: {
        tags: TAGS,
        summary: 'Retrieve a refund',
        operationId: 'retrieveRefund',
        description: 'As it stands now.',
        params: idParams,
        response: { 200: refundObject },
      },
    },
    async ({ principal, params }) => {
      const refund = await findRefund(deps.store, principal, refundUuid(params.id));
      if (!refund) throw new ApiError('refund_not_found');
      return present(refund, principal);
    },
  );

  app.post(
    '/refunds/:id/sent',
    {
      config: { scope: 'books:write' },
      schema: {
        tags: TAGS,
        summary: 'Say that it was sent',
        operationId: 'sendRefund',
        description:
          'Names the transaction that pays it. The network is watched for it: only what the chain has confirmed is `confirmed`. Another hash may follow, as when the wallet has replaced the transaction.',
        params: idParams,
        body: sentBody,
        response: { 200: refundObject },
      },
    },
    async (request, reply) => {
      const { txHash } = request.body;
      const id = refundUuid(request.params.id);
      return answer(request, reply, 200, (tx) => sendRefund(deps.refunds, tx, request.principal, id, txHash));
    },
  );

  app.post(
    '/refunds/:id/cancel',
    {
      config: { scope: 'books:write' },
      schema: {
        tags: TAGS,
        summary: 'Cancel a refund',
        operationId: 'cancelRefund',
        description: 'Before it was sent, or when its transaction turned out not to pay it.',
        params: idParams,
        response: { 200: refundObject },
      },
    },
    async (request, reply) => {
      const id = refundUuid(request.params.id);
      return answer(request, reply, 200, (tx) => cancelRefund(deps.refunds, tx, request.principal, id));
    },
  );

  app.post(
    '/refunds/:id/reset_address',
    {
      config: { scope: 'books:write' },
      schema: {
        tags: TAGS,
        summary: 'Ask for the address anew',
        operationId: 'resetRefundAddress',
        description:
          'Forgets the address and makes a new `refundUrl`; the old one is worthless from then on. Until it was sent.',
        params: idParams,
        response: { 200: refundObject },
      },
    },
    async (request, reply) => {
      const id = refundUuid(request.params.id);
      return answer(request, reply, 200, (tx) => resetRefundAddress(deps.refunds, tx, request.principal, id));
    },
  );

  function source(tx: Transaction, principal: Principal, body: SourceBody) {
    const { sessionId, unexpectedTransferId, method } = body;
    if (sessionId !== undefined && unexpectedTransferId !== undefined) {
      const message = 'Give either `sessionId` or `unexpectedTransferId`, not both.';
      throw new ApiError('parameter_invalid', { param: 'unexpectedTransferId', message });
    }
    if (sessionId !== undefined) {
      const id = sessionUuidOf(sessionId);
      if (id === undefined) throw new ApiError('session_not_found', { param: 'sessionId' });
      return sourceOfSession(deps.refunds, tx, principal, id, method);
    }
    const id = fromPublicId('transfer', unexpectedTransferId ?? '');
    if (id === undefined) throw new ApiError('unexpected_transfer_not_found', { param: 'unexpectedTransferId' });
    return sourceOfTransfer(deps.refunds, tx, principal, id, method);
  }

  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    effect: (tx: Transaction) => Promise<RefundDone | Refusal>,
  ): Promise<FastifyReply> {
    let sessionId: string | undefined;
    const sent = await answerIdempotently(deps, request, reply, async (tx) => {
      const { refund } = accepted(await effect(tx));
      sessionId = refund.sessionId;
      return { status, body: present(refund, request.principal) };
    });
    deps.wake.emit('outbox', null);
    if (sessionId !== undefined) deps.wake.emit('session', sessionId);
    return sent;
  }
};

interface SourceBody {
  readonly sessionId?: string | undefined;
  readonly unexpectedTransferId?: string | undefined;
  readonly method?: MethodReference | undefined;
}

/** A refund that says neither what goes back nor why is told both at once. */
function requireSource(body: unknown): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return;
  if ('sessionId' in body || 'unexpectedTransferId' in body) return;
  const why = 'reason' in body ? '' : ', and why, with `reason`';
  const message = `Say what goes back, with \`sessionId\` or \`unexpectedTransferId\`${why}.`;
  throw new ApiError('parameter_missing', { param: 'sessionId', message });
}

function refundUuid(id: string): string {
  const uuid = fromPublicId('refund', id);
  if (uuid === undefined) throw new ApiError('refund_not_found');
  return uuid;
}
