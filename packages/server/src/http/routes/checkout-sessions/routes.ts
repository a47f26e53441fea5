import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { sessionUuidOf } from '../../../core/identity/session-id.ts';
import { sessionResource } from '../../../core/resource/session-resource.ts';
import { checkSession, refuseCancelIfPaid } from '../../../operations/check-session.ts';
import { cancelSession, expireSession, extendSession } from '../../../operations/session-acts.ts';
import { viewSessions } from '../../../operations/view-sessions.ts';
import { findSession, listSessions } from '../../../store/sessions.ts';
import { accepted } from '../../answer.ts';
import { answerAct } from '../../answer-act.ts';
import { answerCreate } from '../../answer-create.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { listPage } from '../../pagination.ts';
import { idParams } from '../field-types.ts';
import { toCreateInput, toFilters } from './input.ts';
import { linkBase } from './link-base.ts';
import { createBody, listQuerySchema } from './schema.ts';
import { sessionList, sessionObject } from './session-object.ts';

const TAGS = ['Checkout sessions'];

/** The UUID of `cs_…`, or of any other API's spelling; anything else is a session that does not exist. */
export function sessionUuid(id: string): string {
  const uuid = sessionUuidOf(id);
  if (uuid === undefined) throw new ApiError('session_not_found');
  return uuid;
}

/** The canonical API: `/api/v1/checkout_sessions`. */
export const checkoutSessionRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  const rederive = { runtime: deps.runtime, resource: deps.resource };

  app.post(
    '/checkout_sessions',
    {
      config: { scope: 'sessions:write' },
      schema: {
        tags: TAGS,
        summary: 'Create a checkout session',
        operationId: 'createCheckoutSession',
        description:
          'Locks the quotes, gives the session an address of its own and starts its timer. Redirect the customer to `checkoutUrl`. With `linkId` it inherits price, methods, URLs, line item and metadata from a payment link.',
        body: createBody,
        response: { 201: sessionObject },
      },
    },
    async (request, reply) => {
      const link = await linkBase(deps, request.principal, request.body);
      return answerCreate(deps, request, reply, await toCreateInput(deps, request.principal, request.body, link));
    },
  );

  app.get(
    '/checkout_sessions',
    {
      config: { scope: 'sessions:read' },
      schema: {
        tags: TAGS,
        summary: 'List checkout sessions',
        operationId: 'listCheckoutSessions',
        description: 'Newest first. Filters add up: a session must meet them all.',
        querystring: listQuerySchema,
        response: { 200: sessionList },
      },
    },
    async (request) => list(deps, request, request.query),
  );

  app.get(
    '/checkout_sessions/:id',
    {
      config: { scope: 'sessions:read' },
      schema: {
        tags: TAGS,
        summary: 'Retrieve a checkout session',
        operationId: 'retrieveCheckoutSession',
        description: 'The session as it is now, with every transfer that reached its address.',
        params: idParams,
        response: { 200: sessionObject },
      },
    },
    async (request) => {
      const session = await findSession(deps.store, request.principal, sessionUuid(request.params.id));
      if (!session) throw new ApiError('session_not_found');
      const [view] = await viewSessions(deps.store, [session], deps.runtime.now());
      return sessionResource(view!, deps.resource);
    },
  );

  app.post(
    '/checkout_sessions/:id/check',
    {
      config: { scope: 'sessions:read' },
      schema: {
        tags: TAGS,
        summary: 'Read the chains now',
        operationId: 'checkCheckoutSession',
        description:
          'Forces a scan of every offered network to its tip, tokens outside the catalogue included (those at most once in ten seconds for a session), and answers with what is known then.',
        params: idParams,
        response: { 200: sessionObject },
      },
    },
    async (request) => {
      const id = sessionUuid(request.params.id);
      const checked = accepted(await checkSession(deps, request.principal, id, 'merchant'));
      return sessionResource(checked.view, deps.resource);
    },
  );

  const acts = [
    {
      verb: 'cancel',
      act: cancelSession,
      summary: 'Cancel a checkout session',
      does: 'Withdraws it for good. The networks are read to their tip first, pending transactions included.',
      before: refuseCancelIfPaid,
    },
    {
      verb: 'expire',
      act: expireSession,
      summary: 'Expire a checkout session now',
      does: 'Ends the time to pay; the grace window runs from now.',
    },
    {
      verb: 'extend',
      act: extendSession,
      summary: 'Extend a checkout session by one TTL',
      does: 'Moves both deadlines; address and quotes stay. Possible while `canExtend`.',
    },
  ] as const;
  for (const entry of acts) {
    app.post(
      `/checkout_sessions/:id/${entry.verb}`,
      {
        config: { scope: 'sessions:write' },
        schema: {
          tags: TAGS,
          summary: entry.summary,
          operationId: `${entry.verb}CheckoutSession`,
          description: `${entry.does} Answers 409 and changes nothing where a payment has been seen or the session has ended.`,
          params: idParams,
          response: { 200: sessionObject },
        },
      },
      async (request, reply) => {
        const id = sessionUuid(request.params.id);
        const prepare = 'before' in entry ? () => entry.before(deps, request.principal, id) : undefined;
        return answerAct(deps, request, reply, {
          prepare,
          effect: (tx) => entry.act(rederive, tx, request.principal, id),
        });
      },
    );
  }
};

async function list(deps: ApiDeps, request: FastifyRequest, query: z.output<typeof listQuerySchema>) {
  const startingAfter = query.starting_after === undefined ? undefined : sessionUuidOf(query.starting_after);
  if (query.starting_after !== undefined && startingAfter === undefined) {
    throw new ApiError('starting_after_not_found', { param: 'starting_after' });
  }
  const page = { limit: query.limit + 1, startingAfter };
  const sessions = await listSessions(deps.store, request.principal, toFilters(query), page);
  const views = await viewSessions(deps.store, sessions, deps.runtime.now());
  return listPage(
    views.map((view) => sessionResource(view, deps.resource)),
    query.limit,
  );
}
