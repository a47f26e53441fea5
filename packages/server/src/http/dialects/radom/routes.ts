import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { refuseCancelIfPaid } from '../../../operations/check-session.ts';
import { cancelSession, extendSession } from '../../../operations/session-acts.ts';
import { answerAct } from '../../answer-act.ts';
import { answerCreate } from '../../answer-create.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { listPage } from '../../pagination.ts';
import { idParams } from '../../routes/field-types.ts';
import { inOwnWords } from '../in-own-words.ts';
import { readSession, readSessionPage } from '../read-session.ts';
import { sessionIdInPath } from '../session-id.ts';
import { RADOM_NAMES, toCreateInput } from './input.ts';
import { paymentSession } from './present.ts';
import { createBody, listQuerySchema, paymentSessionList, paymentSessionObject } from './schema.ts';

const TAGS = ['Radom'];

/** The API of Radom’s integrated checkout: `/api/v1/payment_sessions`. */
export const radomRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  const rederive = { runtime: deps.runtime, resource: deps.resource };

  app.post(
    '/payment_sessions',
    {
      config: { scope: 'sessions:write' },
      schema: {
        tags: TAGS,
        summary: 'Create a payment session',
        operationId: 'createPaymentSession',
        description:
          'For a customer who has chosen how to pay: locks the quote and gives the session an address of its own. Show `paymentTotal`, `paymentAddress` and `expiresAt` on your own page.',
        body: createBody,
        response: { 201: paymentSessionObject },
      },
    },
    async (request, reply) =>
      inOwnWords(RADOM_NAMES, () =>
        answerCreate(deps, request, reply, toCreateInput(request.body), { status: 201, present: paymentSession }),
      ),
  );

  app.get(
    '/payment_sessions',
    {
      config: { scope: 'sessions:read' },
      schema: {
        tags: TAGS,
        summary: 'List payment sessions',
        operationId: 'listPaymentSessions',
        description: 'Every session of this key’s mode, whichever API it was made through, newest first.',
        querystring: listQuerySchema,
        response: { 200: paymentSessionList },
      },
    },
    async (request) => {
      const sessions = await readSessionPage(deps, request, request.query);
      return listPage(sessions.map(paymentSession), request.query.limit);
    },
  );

  app.get(
    '/payment_sessions/:id',
    {
      config: { scope: 'sessions:read' },
      schema: {
        tags: TAGS,
        summary: 'Retrieve a payment session',
        operationId: 'retrievePaymentSession',
        description: 'The session as it is now, with the transactions that reached its address.',
        params: idParams,
        response: { 200: paymentSessionObject },
      },
    },
    async (request) => paymentSession(await readSession(deps, request, request.params.id)),
  );

  const acts = [
    {
      verb: 'extend',
      act: extendSession,
      summary: 'Extend a payment session',
      does: 'Moves its deadline by the time that it was given; address and quote stay. Possible while `canExtend`.',
    },
    {
      verb: 'cancel',
      act: cancelSession,
      summary: 'Cancel a payment session',
      does: 'Withdraws it for good. Its network is read to the tip first, pending transactions included.',
      before: refuseCancelIfPaid,
    },
  ] as const;
  for (const entry of acts) {
    app.post(
      `/payment_sessions/:id/${entry.verb}`,
      {
        config: { scope: 'sessions:write' },
        schema: {
          tags: TAGS,
          summary: entry.summary,
          operationId: `${entry.verb}PaymentSession`,
          description: `${entry.does} Answers 409 and changes nothing where funds have been seen or the session has ended.`,
          params: idParams,
          response: { 200: paymentSessionObject },
        },
      },
      async (request, reply) => {
        const id = sessionIdInPath(request.params.id);
        return answerAct(deps, request, reply, {
          prepare: 'before' in entry ? () => entry.before(deps, request.principal, id) : undefined,
          effect: (tx) => entry.act(rederive, tx, request.principal, id),
          present: (session) => ({ status: 200, body: paymentSession(session) }),
        });
      },
    );
  }
};
