import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { subscriptionResource } from '../../../core/resource/subscription-resource.ts';
import { changeSubscription, type SubscriptionUpdate } from '../../../operations/change-subscription.ts';
import { checkAmount, checkCurrency } from '../../../operations/check-amount.ts';
import { fillLineItems } from '../../../operations/fill-line-items.ts';
import type { Principal } from '../../../operations/principal.ts';
import type { Refusal } from '../../../operations/refusal.ts';
import {
  cancelSubscription,
  pauseSubscription,
  resumeSubscription,
  type SubscriptionActDone,
} from '../../../operations/subscription-acts.ts';
import type { Transaction } from '../../../store/database.ts';
import { accepted } from '../../answer.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { answerIdempotently } from '../../idempotency.ts';
import { toCartItem } from '../checkout-sessions/cart-input.ts';
import { idParams } from '../field-types.ts';
import { subscriptionUuid, TAGS, WRITE } from './parts.ts';
import { cancelBody, subscriptionObject, updateBody } from './schema.ts';

/** What changes a subscription. Each tells the merchant and lets the worker look at it at once. */
export const subscriptionActRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  app.patch(
    '/subscriptions/:id',
    {
      config: WRITE,
      schema: {
        tags: TAGS,
        summary: 'Update a subscription',
        operationId: 'updateSubscription',
        description:
          'Changes the fields that are given. A new price holds for every period that has not been paid; an open renewal is replaced by one at the new price, unless money has come to it.',
        params: idParams,
        body: updateBody,
        response: { 200: subscriptionObject },
      },
    },
    async (request, reply) => {
      const update = accepted(await toUpdate(deps, request.principal, request.body));
      return act(deps, request, reply, (tx) =>
        changeSubscription(deps, tx, request.principal, subscriptionUuid(request.params.id), update),
      );
    },
  );

  const acts = [
    {
      verb: 'pause',
      does: 'Creates no renewal until it is resumed; one that is open and unpaid is taken back.',
      run: pauseSubscription,
    },
    {
      verb: 'resume',
      does: 'Goes on after a pause: the paid period runs to its end, and if that is over a new one begins now. Also takes back a cancellation at the period’s end.',
      run: resumeSubscription,
    },
  ] as const;
  for (const { verb, does, run } of acts) {
    app.post(
      `/subscriptions/:id/${verb}`,
      {
        config: WRITE,
        schema: {
          tags: TAGS,
          summary: `${verb === 'pause' ? 'Pause' : 'Resume'} a subscription`,
          operationId: `${verb}Subscription`,
          description: does,
          params: idParams,
          response: { 200: subscriptionObject },
        },
      },
      async (request, reply) =>
        act(deps, request, reply, (tx) => run(deps, tx, request.principal, subscriptionUuid(request.params.id))),
    );
  }

  app.post(
    '/subscriptions/:id/cancel',
    {
      config: WRITE,
      schema: {
        tags: TAGS,
        summary: 'Cancel a subscription',
        operationId: 'cancelSubscription',
        description: 'Now, or at the end of the paid period. Nothing is paid back by it.',
        params: idParams,
        body: cancelBody,
        response: { 200: subscriptionObject },
      },
    },
    async (request, reply) => {
      const atPeriodEnd = request.body?.atPeriodEnd ?? false;
      return act(deps, request, reply, (tx) =>
        cancelSubscription(deps, tx, request.principal, subscriptionUuid(request.params.id), { atPeriodEnd }),
      );
    },
  );
};

async function act(
  deps: ApiDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  effect: (tx: Transaction) => Promise<SubscriptionActDone | Refusal>,
): Promise<FastifyReply> {
  let ended: readonly string[] = [];
  const sent = await answerIdempotently(deps, request, reply, async (tx) => {
    const done = accepted(await effect(tx));
    ended = done.sessionIds;
    return { status: 200, body: subscriptionResource(done.view, deps.resource.publicUrl) };
  });
  for (const sessionId of ended) deps.wake.emit('session', sessionId);
  deps.wake.emit('outbox', null);
  return sent;
}

/** The body as the operation takes it, with its items looked up. */
async function toUpdate(
  deps: ApiDeps,
  principal: Principal,
  { amount, lineItems, prorate = true, ...rest }: z.output<typeof updateBody>,
): Promise<(SubscriptionUpdate & { outcome: 'update' }) | Refusal> {
  if (amount === undefined) {
    if (lineItems !== undefined) {
      throw new ApiError('parameter_missing', { param: 'amount', message: '`lineItems` go with `amount`.' });
    }
    return { outcome: 'update', prorate, ...rest };
  }
  const { value, currency } = amount;
  const price = checkCurrency(currency, 'amount.currency') ?? checkAmount(value, currency, 'amount.value');
  if ('outcome' in price) return price;
  const filled = lineItems ? await fillLineItems(deps, principal, lineItems.map(toCartItem), currency) : undefined;
  if (filled?.outcome === 'refused') return filled;
  // Null takes the items away; absent leaves them to the operation.
  const items = filled?.lineItems ?? (lineItems === null ? null : undefined);
  return { outcome: 'update', price, prorate, lineItems: items, ...rest };
}
