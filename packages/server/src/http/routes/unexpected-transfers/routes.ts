import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { unexpectedResource } from '../../../core/resource/unexpected-resource.ts';
import { attachTransfer } from '../../../operations/attach-transfer.ts';
import type { Decided } from '../../../operations/decide-unexpected.ts';
import { refundUnexpected } from '../../../operations/refund-unexpected.ts';
import type { Refusal } from '../../../operations/refusal.ts';
import { writeOffTransfer } from '../../../operations/write-off-transfer.ts';
import type { Transaction } from '../../../store/database.ts';
import { findUnexpectedTransfers, listUnexpectedTransfers } from '../../../store/unexpected-transfers.ts';
import { accepted } from '../../answer.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { answerIdempotently } from '../../idempotency.ts';
import { listPage } from '../../pagination.ts';
import { idParams } from '../field-types.ts';
import { idFilter, pageOf } from '../page-of.ts';
import { attachBody, listQuerySchema, refundBody, unexpectedList, unexpectedObject, writeOffBody } from './schema.ts';

const TAGS = ['Unexpected transfers'];

function transferUuid(id: string): string {
  const uuid = fromPublicId('transfer', id);
  if (uuid === undefined) throw new ApiError('unexpected_transfer_not_found');
  return uuid;
}

/** `/api/v1/unexpected_transfers`: money that came and does not count. */
export const unexpectedTransferRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  const rederive = { runtime: deps.runtime, resource: deps.resource };

  app.get(
    '/unexpected_transfers',
    {
      config: { scope: 'books:read' },
      schema: {
        tags: TAGS,
        summary: 'List unexpected transfers',
        operationId: 'listUnexpectedTransfers',
        description: 'Newest first. `status=open` is the list of what waits for a decision.',
        querystring: listQuerySchema,
        response: { 200: unexpectedList },
      },
    },
    async ({ principal, query }) => {
      const filters = { status: query.status, sessionId: idFilter('session', 'session', query.session) };
      const rows = await listUnexpectedTransfers(deps.store, principal, filters, pageOf('transfer', query));
      return listPage(
        rows.map((row) => unexpectedResource(row, deps.resource.findAsset)),
        query.limit,
      );
    },
  );

  app.get(
    '/unexpected_transfers/:id',
    {
      config: { scope: 'books:read' },
      schema: {
        tags: TAGS,
        summary: 'Retrieve an unexpected transfer',
        operationId: 'retrieveUnexpectedTransfer',
        description: 'As it stands now.',
        params: idParams,
        response: { 200: unexpectedObject },
      },
    },
    async ({ principal, params }) => {
      const [row] = await findUnexpectedTransfers(deps.store, principal, [transferUuid(params.id)]);
      if (!row) throw new ApiError('unexpected_transfer_not_found');
      return unexpectedResource(row, deps.resource.findAsset);
    },
  );

  app.post(
    '/unexpected_transfers/:id/attach',
    {
      config: { scope: 'books:write' },
      schema: {
        tags: TAGS,
        summary: 'Attach it to a session',
        operationId: 'attachUnexpectedTransfer',
        description:
          'Counts it as a late payment: of the session whose address it reached, or of `sessionId`, which must offer this asset on this network. Only once it is confirmed.',
        params: idParams,
        body: attachBody,
        response: { 200: unexpectedObject },
      },
    },
    async (request, reply) => {
      const id = transferUuid(request.params.id);
      const { sessionId, reason } = request.body ?? {};
      const target = { sessionId: idFilter('session', 'sessionId', sessionId), note: reason ?? null };
      return decide(deps, request, reply, (tx) => attachTransfer(rederive, tx, request.principal, id, target));
    },
  );

  app.post(
    '/unexpected_transfers/:id/write_off',
    {
      config: { scope: 'books:write' },
      schema: {
        tags: TAGS,
        summary: 'Write it off',
        operationId: 'writeOffUnexpectedTransfer',
        description: 'Takes it off the list as nobody’s payment; the ledger moves it to `written_off`.',
        params: idParams,
        body: writeOffBody,
        response: { 200: unexpectedObject },
      },
    },
    async (request, reply) => {
      const id = transferUuid(request.params.id);
      const { reason } = request.body;
      return decide(deps, request, reply, (tx) => writeOffTransfer(rederive, tx, request.principal, id, reason));
    },
  );

  app.post(
    '/unexpected_transfers/:id/refund',
    {
      config: { scope: 'books:write' },
      schema: {
        tags: TAGS,
        summary: 'Say that you have sent it back',
        operationId: 'refundUnexpectedTransfer',
        description:
          'Takes it off the list and books a refund that was sent, `refundId`, whose transaction is then watched. To ask the customer for an address first, create a refund instead.',
        params: idParams,
        body: refundBody,
        response: { 200: unexpectedObject },
      },
    },
    async (request, reply) => {
      const id = transferUuid(request.params.id);
      const { txHash, toAddress, amount, reason } = request.body;
      const sent = { txHash, toAddress, amount, reason };
      return decide(deps, request, reply, (tx) => refundUnexpected(deps.refunds, tx, request.principal, id, sent));
    },
  );
};

async function decide(
  deps: ApiDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  effect: (tx: Transaction) => Promise<Decided | Refusal>,
): Promise<FastifyReply> {
  let touched: readonly string[] = [];
  const sent = await answerIdempotently(deps, request, reply, async (tx) => {
    const decided = accepted(await effect(tx));
    touched = decided.sessionIds;
    return { status: 200, body: unexpectedResource(decided.transfer, deps.resource.findAsset) };
  });
  if (touched.length > 0) deps.wake.emit('outbox', null);
  for (const sessionId of touched) deps.wake.emit('session', sessionId);
  return sent;
}
