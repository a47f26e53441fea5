import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sessionResource } from '../../../core/resource/session-resource.ts';
import { refuseCancelIfPaid } from '../../../operations/check-session.ts';
import { cancelSession, expireSession } from '../../../operations/session-acts.ts';
import { viewSessions } from '../../../operations/view-sessions.ts';
import { readNumberedPage } from '../../../store/numbered-pages.ts';
import { answerAct } from '../../answer-act.ts';
import { answerCreate } from '../../answer-create.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { idParams } from '../../routes/field-types.ts';
import { inOwnWords } from '../in-own-words.ts';
import { readSession } from '../read-session.ts';
import { sessionIdInPath } from '../session-id.ts';
import { streamAllSessions } from './all-sessions.ts';
import { toCreateInput, WEWIRE_NAMES } from './input.ts';
import { checkout } from './present.ts';
import { checkoutList, checkoutObject, createBody, listQuerySchema, noContent } from './schema.ts';

const TAGS = ['WeWire'];
const DEFAULT_LIMIT = 25;

/** The API of WeWire's checkout: `/api/v1/checkout`, with the paths and statuses that its page has. */
export const wewireRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  const rederive = { runtime: deps.runtime, resource: deps.resource };

  app.get(
    '/checkout',
    {
      // It would read all sessions for the sake of no answer.
      exposeHeadRoute: false,
      config: { scope: 'sessions:read' },
      schema: {
        tags: TAGS,
        summary: 'List all checkout sessions',
        operationId: 'listCheckouts',
        description:
          'Every session of this key’s mode, whichever API it was made through, newest first: a bare list of all, or a page of it with `page` or `limit`.',
        querystring: listQuerySchema,
        response: { 200: checkoutList },
      },
    },
    async (request, reply) => {
      const { page, limit } = request.query;
      if (page !== undefined || limit !== undefined)
        return numberedPage(deps, request, page ?? 1, limit ?? DEFAULT_LIMIT);
      return reply
        .type('application/json; charset=utf-8')
        .send((await streamAllSessions(deps, request.principal)) as never);
    },
  );

  app.post(
    '/checkout',
    {
      config: { scope: 'sessions:write' },
      schema: {
        tags: TAGS,
        summary: 'Create a new checkout session',
        operationId: 'createCheckout',
        description: 'Locks the quotes of all allowed assets. Send the customer to `checkoutUrl`.',
        body: createBody,
        response: { 200: checkoutObject },
      },
    },
    async (request, reply) =>
      inOwnWords(WEWIRE_NAMES, () => {
        const input = toCreateInput(deps, request.principal, request.body);
        return answerCreate(deps, request, reply, input, { status: 200, present: checkout });
      }),
  );

  app.get(
    '/checkout/sessions/:id',
    {
      config: { scope: 'sessions:read' },
      schema: {
        tags: TAGS,
        summary: 'Get a checkout session by ID',
        operationId: 'retrieveCheckout',
        description: 'The session as it is now.',
        params: idParams,
        response: { 200: checkoutObject },
      },
    },
    async (request) => checkout(await readSession(deps, request, request.params.id)),
  );

  const acts = [
    {
      verb: 'expire',
      act: expireSession,
      summary: 'Expire a checkout session',
      does: 'Ends the time to pay; the grace window runs from now.',
    },
    {
      verb: 'cancel',
      act: cancelSession,
      summary: 'Cancel a checkout session',
      does: 'Withdraws it for good. Its networks are read to their tip first, pending transactions included.',
      before: refuseCancelIfPaid,
    },
  ] as const;
  for (const entry of acts) {
    app.post(
      `/checkout/:id/${entry.verb}`,
      {
        config: { scope: 'sessions:write' },
        schema: {
          tags: TAGS,
          summary: entry.summary,
          operationId: `${entry.verb}Checkout`,
          description: `${entry.does} Answers 409 and changes nothing where funds have been seen or the session has ended.`,
          params: idParams,
          response: { 201: noContent },
        },
      },
      async (request, reply) => {
        const id = sessionIdInPath(request.params.id);
        return answerAct(deps, request, reply, {
          prepare: 'before' in entry ? () => entry.before(deps, request.principal, id) : undefined,
          effect: (tx) => entry.act(rederive, tx, request.principal, id),
          present: () => ({ status: 201, body: null }),
        });
      },
    );
  }
};

async function numberedPage(deps: ApiDeps, { principal }: FastifyRequest, page: number, limit: number) {
  const { sessions, totalItems } = await readNumberedPage(deps.store, principal, {}, { page, limit });
  const views = await viewSessions(deps.store, sessions, deps.runtime.now());
  return { data: views.map((view) => checkout(sessionResource(view, deps.resource))), page, totalItems, limit };
}
