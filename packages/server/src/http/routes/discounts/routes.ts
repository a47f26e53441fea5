import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { changeDiscount, createDiscount, removeDiscount } from '../../../operations/discount-changes.ts';
import { findDiscount, listDiscounts } from '../../../store/discounts.ts';
import { retriedTransaction } from '../../../store/retried-transaction.ts';
import { accepted } from '../../answer.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { answerIdempotently } from '../../idempotency.ts';
import { listPage } from '../../pagination.ts';
import { idParams } from '../field-types.ts';
import { pageOf } from '../page-of.ts';
import { presentRemoved, removedObject } from '../removed.ts';
import { presentDiscount, toDiscountChange, toDiscountFields } from './present.ts';
import { createBody, discountList, discountListQuery, discountObject, updateBody } from './schema.ts';

const TAGS = ['Discounts'];
const READ = { scope: 'discounts:read' } as const;
const WRITE = { scope: 'discounts:write' } as const;

function discountUuid(id: string): string {
  const uuid = fromPublicId('discount', id);
  if (uuid === undefined) throw new ApiError('discount_not_found');
  return uuid;
}

/** `/api/v1/discounts`. */
export const discountRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  app.post(
    '/discounts',
    {
      config: WRITE,
      schema: {
        tags: TAGS,
        summary: 'Create a discount',
        operationId: 'createDiscount',
        description: 'A code that takes a percentage or an amount off a session.',
        body: createBody,
        response: { 201: discountObject },
      },
    },
    async (request, reply) =>
      answerIdempotently(deps, request, reply, async (tx) => {
        const made = accepted(await createDiscount(deps, tx, request.principal, toDiscountFields(request.body)));
        return { status: 201, body: presentDiscount(made.discount) };
      }),
  );

  app.get(
    '/discounts',
    {
      config: READ,
      schema: {
        tags: TAGS,
        summary: 'List discounts',
        operationId: 'listDiscounts',
        description: 'Newest first, archived ones included unless `active=true`.',
        querystring: discountListQuery,
        response: { 200: discountList },
      },
    },
    async ({ query, principal }) => {
      const discounts = await listDiscounts(deps.store, principal, query, pageOf('discount', query));
      return listPage(discounts.map(presentDiscount), query.limit);
    },
  );

  app.get(
    '/discounts/:id',
    {
      config: READ,
      schema: {
        tags: TAGS,
        summary: 'Retrieve a discount',
        operationId: 'retrieveDiscount',
        description: 'Also one that is archived.',
        params: idParams,
        response: { 200: discountObject },
      },
    },
    async ({ params, principal }) => {
      const discount = await findDiscount(deps.store, principal, discountUuid(params.id));
      if (!discount) throw new ApiError('discount_not_found');
      return presentDiscount(discount);
    },
  );

  app.patch(
    '/discounts/:id',
    {
      config: WRITE,
      schema: {
        tags: TAGS,
        summary: 'Update a discount',
        operationId: 'updateDiscount',
        description:
          'Changes the fields that are given; code and terms stay. A limit below what was redeemed already only ends it.',
        params: idParams,
        body: updateBody,
        response: { 200: discountObject },
      },
    },
    async ({ params, principal, body }) => {
      const id = discountUuid(params.id);
      const change = toDiscountChange(body);
      // A refusal is thrown inside: what failed in the database cannot be committed.
      const changed = await retriedTransaction(deps.store, async (tx) =>
        accepted(await changeDiscount(deps, tx, principal, id, change)),
      );
      return presentDiscount(changed.discount);
    },
  );

  app.delete(
    '/discounts/:id',
    {
      config: WRITE,
      schema: {
        tags: TAGS,
        summary: 'Delete a discount',
        operationId: 'deleteDiscount',
        description: 'One that a session has used is archived instead. Its code is free either way.',
        params: idParams,
        response: { 200: removedObject('DeletedDiscount', 'discount') },
      },
    },
    async ({ params, principal }) => {
      const id = discountUuid(params.id);
      const removed = await retriedTransaction(deps.store, async (tx) =>
        accepted(await removeDiscount(deps, tx, principal, id)),
      );
      return presentRemoved(params.id, 'discount', removed.archived);
    },
  );
};
