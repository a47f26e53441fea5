import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { changeProduct, createProduct, removeProduct } from '../../../operations/product-changes.ts';
import { findProduct, listProducts } from '../../../store/products.ts';
import { retriedTransaction } from '../../../store/retried-transaction.ts';
import { accepted } from '../../answer.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { answerIdempotently } from '../../idempotency.ts';
import { listPage } from '../../pagination.ts';
import { idParams } from '../field-types.ts';
import { pageOf } from '../page-of.ts';
import { presentRemoved, removedObject } from '../removed.ts';
import { presentProduct, toProductChange, toProductFields } from './present.ts';
import { createBody, productList, productListQuery, productObject, updateBody } from './schema.ts';

const TAGS = ['Products'];
const READ = { scope: 'products:read' } as const;
const WRITE = { scope: 'products:write' } as const;

function productUuid(id: string): string {
  const uuid = fromPublicId('product', id);
  if (uuid === undefined) throw new ApiError('product_not_found');
  return uuid;
}

/** `/api/v1/products`. */
export const productRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  app.post(
    '/products',
    {
      config: WRITE,
      schema: {
        tags: TAGS,
        summary: 'Create a product',
        operationId: 'createProduct',
        description: 'Line items name it by `productId` and take over what they do not say themselves.',
        body: createBody,
        response: { 201: productObject },
      },
    },
    async (request, reply) =>
      answerIdempotently(deps, request, reply, async (tx) => {
        const made = accepted(await createProduct(deps, tx, request.principal, toProductFields(request.body)));
        return { status: 201, body: presentProduct(made.product) };
      }),
  );

  app.get(
    '/products',
    {
      config: READ,
      schema: {
        tags: TAGS,
        summary: 'List products',
        operationId: 'listProducts',
        description: 'Newest first, archived ones included unless `active=true`.',
        querystring: productListQuery,
        response: { 200: productList },
      },
    },
    async ({ query, principal }) => {
      const products = await listProducts(deps.store, principal, query, pageOf('product', query));
      return listPage(products.map(presentProduct), query.limit);
    },
  );

  app.get(
    '/products/:id',
    {
      config: READ,
      schema: {
        tags: TAGS,
        summary: 'Retrieve a product',
        operationId: 'retrieveProduct',
        description: 'Also one that is archived.',
        params: idParams,
        response: { 200: productObject },
      },
    },
    async ({ params, principal }) => {
      const product = await findProduct(deps.store, principal, productUuid(params.id));
      if (!product) throw new ApiError('product_not_found');
      return presentProduct(product);
    },
  );

  app.patch(
    '/products/:id',
    {
      config: WRITE,
      schema: {
        tags: TAGS,
        summary: 'Update a product',
        operationId: 'updateProduct',
        description: 'Changes the fields that are given. Sessions made before keep what they copied.',
        params: idParams,
        body: updateBody,
        response: { 200: productObject },
      },
    },
    async ({ params, principal, body }) => {
      const id = productUuid(params.id);
      const change = toProductChange(body);
      // A refusal is thrown inside: what failed in the database cannot be committed.
      const changed = await retriedTransaction(deps.store, async (tx) =>
        accepted(await changeProduct(deps, tx, principal, id, change)),
      );
      return presentProduct(changed.product);
    },
  );

  app.delete(
    '/products/:id',
    {
      config: WRITE,
      schema: {
        tags: TAGS,
        summary: 'Delete a product',
        operationId: 'deleteProduct',
        description: 'One that a session has named is archived instead, so that what was sold stays known.',
        params: idParams,
        response: { 200: removedObject('DeletedProduct', 'product') },
      },
    },
    async ({ params, principal }) => {
      const id = productUuid(params.id);
      const removed = await retriedTransaction(deps.store, async (tx) =>
        accepted(await removeProduct(deps, tx, principal, id)),
      );
      return presentRemoved(params.id, 'product', removed.archived);
    },
  );
};
