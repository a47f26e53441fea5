import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { fromCheckoutId } from '../../../core/identity/checkout-id.ts';
import type { SessionResource } from '../../../core/resource/session-resource.ts';
import { answerCreate } from '../../answer-create.ts';
import { ApiError } from '../../errors.ts';
import { listQuery } from '../../pagination.ts';
import { idParams } from '../../routes/field-types.ts';
import { inOwnWords } from '../in-own-words.ts';
import { readSession, readSessionPage } from '../read-session.ts';
import { contextOf, type PayByTokenDeps } from './context.ts';
import { createBody } from './create-schema.ts';
import { toCreateInput } from './input.ts';
import { listOfObjects } from './list.ts';
import { checkoutSession } from './present-session.ts';
import { sessionList, sessionObject } from './session-object.ts';

const TAGS = ['PayByToken'];
/** Here the amount is the sum of the line items. */
const OWN_NAMES = { 'amount.value': 'line_items' };

/** `/v1/checkout_sessions`. */
export const sessionRoutes: FastifyPluginAsyncZod<{ deps: PayByTokenDeps }> = async (app, { deps }) => {
  app.post(
    '/checkout_sessions',
    {
      config: { scope: 'sessions:write' },
      schema: {
        tags: TAGS,
        summary: 'Create a checkout session (PayByToken)',
        operationId: 'payByTokenCreateCheckoutSession',
        description: 'Adds up the line items, takes the discounts off and locks the quotes. Send the shopper to `url`.',
        body: createBody,
        response: { 201: sessionObject },
      },
    },
    async (request, reply) => {
      const context = contextOf(deps, request.principal.organizationId);
      const input = await toCreateInput(deps, request.principal, request.body);
      const answer = { status: 201, present: (session: SessionResource) => checkoutSession(session, context) };
      return inOwnWords(OWN_NAMES, () => answerCreate(deps, request, reply, input, answer));
    },
  );

  app.get(
    '/checkout_sessions',
    {
      config: { scope: 'sessions:read' },
      schema: {
        tags: TAGS,
        summary: 'List checkout sessions (PayByToken)',
        operationId: 'payByTokenListCheckoutSessions',
        description: 'Newest first, whichever API made them.',
        querystring: z.strictObject(listQuery),
        response: { 200: sessionList },
      },
    },
    async (request) => {
      const { limit, starting_after } = request.query;
      const context = contextOf(deps, request.principal.organizationId);
      const sessions = await readSessionPage(deps, request, {
        limit,
        starting_after: starting_after === undefined ? undefined : cursor(starting_after, request.principal.livemode),
      });
      return listOfObjects(
        sessions.map((session) => checkoutSession(session, context)),
        limit,
      );
    },
  );

  app.get(
    '/checkout_sessions/:id',
    {
      config: { scope: 'sessions:read' },
      schema: {
        tags: TAGS,
        summary: 'Retrieve a checkout session (PayByToken)',
        operationId: 'payByTokenRetrieveCheckoutSession',
        description: 'The session as it is now, whichever API made it.',
        params: idParams,
        response: { 200: sessionObject },
      },
    },
    async (request) => {
      const { livemode, organizationId } = request.principal;
      const session = await readSession(deps, request, sessionUuid(request.params.id, livemode));
      return checkoutSession(session, contextOf(deps, organizationId));
    },
  );
};

/** The UUID of `chk_test_…`; an id of the other mode, and what is none, is a session that does not exist. */
export function sessionUuid(id: string, livemode: boolean): string {
  const read = fromCheckoutId(id);
  if (read === undefined ? id.startsWith('chk_') : read.livemode !== livemode) throw new ApiError('session_not_found');
  return read?.uuid ?? id;
}

/** Where the next page begins, in any spelling; `chk_…` of this mode alone. */
function cursor(id: string, livemode: boolean): string {
  if (fromCheckoutId(id)?.livemode === !livemode) {
    throw new ApiError('starting_after_not_found', { param: 'starting_after' });
  }
  return id;
}
