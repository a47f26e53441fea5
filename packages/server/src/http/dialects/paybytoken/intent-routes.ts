import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { type SessionResource, sessionResource } from '../../../core/resource/session-resource.ts';
import { chooseMethod } from '../../../operations/choose-method.ts';
import { findPaymentAttempt, listPaymentAttempts } from '../../../store/payment-attempts.ts';
import { accepted } from '../../answer.ts';
import { answerCreate } from '../../answer-create.ts';
import { ApiError } from '../../errors.ts';
import { answerIdempotently } from '../../idempotency.ts';
import { idParams } from '../../routes/field-types.ts';
import { pageOf } from '../../routes/page-of.ts';
import { sessionIdInPath } from '../session-id.ts';
import { contextOf, type PayByTokenDeps } from './context.ts';
import { namedMethod, refuseBeside, toIntentInput } from './intent-input.ts';
import { type CreateIntentBody, createIntentBody, intentList, intentListQuery, intentObject } from './intent-schema.ts';
import { listOfObjects } from './list.ts';
import { paymentIntent } from './present-intent.ts';
import { readIntents } from './read-intents.ts';
import { sessionUuid } from './session-routes.ts';

const TAGS = ['PayByToken'];

/** `/v1/payment_intents`: the attempts to pay sessions. */
export const intentRoutes: FastifyPluginAsyncZod<{ deps: PayByTokenDeps }> = async (app, { deps }) => {
  app.post(
    '/payment_intents',
    {
      config: { scope: 'sessions:write' },
      schema: {
        tags: TAGS,
        summary: 'Create a payment intent (PayByToken)',
        operationId: 'payByTokenCreatePaymentIntent',
        description:
          'Chooses the token that a session is paid in, or makes a session that takes it alone. Show `one_time_address` and `amount_requested`. Choosing the same token again answers with the same intent.',
        body: createIntentBody,
        response: { 201: intentObject },
      },
    },
    async (request, reply) => {
      const { body } = request;
      return body.checkout_session_id === undefined
        ? createWithSession(deps, request, reply, body)
        : chooseForSession(deps, request, reply, body, body.checkout_session_id);
    },
  );

  app.get(
    '/payment_intents',
    {
      config: { scope: 'sessions:read' },
      schema: {
        tags: TAGS,
        summary: 'List payment intents (PayByToken)',
        operationId: 'payByTokenListPaymentIntents',
        description: 'Newest first, whichever API their sessions were made through.',
        querystring: intentListQuery,
        response: { 200: intentList },
      },
    },
    async ({ query, principal }) => {
      const { checkout_session_id: ofSession } = query;
      const sessionId = ofSession && sessionIdInPath(sessionUuid(ofSession, principal.livemode));
      const attempts = await listPaymentAttempts(deps.store, principal, { sessionId }, pageOf('payment', query));
      return listOfObjects(await readIntents(deps, principal, attempts), query.limit);
    },
  );

  app.get(
    '/payment_intents/:id',
    {
      config: { scope: 'sessions:read' },
      schema: {
        tags: TAGS,
        summary: 'Retrieve a payment intent (PayByToken)',
        operationId: 'payByTokenRetrievePaymentIntent',
        description: 'The attempt as it stands, with what was received in its token.',
        params: idParams,
        response: { 200: intentObject },
      },
    },
    async ({ params, principal }) => {
      const id = fromPublicId('payment', params.id);
      const attempt = id && (await findPaymentAttempt(deps.store, principal, id));
      const [intent] = attempt ? await readIntents(deps, principal, [attempt]) : [];
      if (!intent) throw new ApiError('payment_intent_not_found');
      return intent;
    },
  );
};

async function createWithSession(
  deps: PayByTokenDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  body: CreateIntentBody,
): Promise<FastifyReply> {
  const context = contextOf(deps, request.principal.organizationId);
  const input = await toIntentInput(deps, request.principal, body);
  // The session was made with this method chosen: it has this attempt alone, and nobody has paid yet.
  const present = (session: SessionResource) => paymentIntent(session, session.payments[0]!, context, null);
  return answerCreate(deps, request, reply, input, { status: 201, present });
}

async function chooseForSession(
  deps: PayByTokenDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  body: CreateIntentBody,
  sessionText: string,
): Promise<FastifyReply> {
  const { principal } = request;
  refuseBeside(body);
  const sessionId = sessionIdInPath(sessionUuid(sessionText, principal.livemode));
  const method = accepted(namedMethod(deps, principal, body)).method;
  const sent = await answerIdempotently(deps, request, reply, async (tx) => {
    const { view } = accepted(await chooseMethod(deps, tx, principal, sessionId, method.id));
    const session = sessionResource(view, deps.resource);
    const payment = session.payments.find((each) => each.method === method.id)!;
    return { status: 201, body: paymentIntent(session, payment, contextOf(deps, principal.organizationId), null) };
  });
  // Open pages show what was chosen.
  deps.wake.emit('session', sessionId);
  return sent;
}
