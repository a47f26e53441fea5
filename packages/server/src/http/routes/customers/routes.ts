import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { changeCustomer, createCustomer, removeCustomer } from '../../../operations/customer-changes.ts';
import { findCustomer, listCustomers } from '../../../store/customers.ts';
import { retriedTransaction } from '../../../store/retried-transaction.ts';
import { accepted } from '../../answer.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { answerIdempotently } from '../../idempotency.ts';
import { listPage } from '../../pagination.ts';
import { idParams } from '../field-types.ts';
import { pageOf } from '../page-of.ts';
import { presentRemoved, removedObject } from '../removed.ts';
import { customerUuid, READ, TAGS, WRITE } from './parts.ts';
import { presentCustomer, toCustomerChange, toCustomerFields } from './present.ts';
import { createBody, customerList, customerListQuery, customerObject, updateBody } from './schema.ts';

/** `/api/v1/customers`. */
export const customerRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  app.post(
    '/customers',
    {
      config: WRITE,
      schema: {
        tags: TAGS,
        summary: 'Create a customer',
        operationId: 'createCustomer',
        description: 'Sessions name them by `customerId`.',
        body: createBody,
        response: { 201: customerObject },
      },
    },
    async (request, reply) =>
      answerIdempotently(deps, request, reply, async (tx) => {
        const made = accepted(await createCustomer(deps, tx, request.principal, toCustomerFields(request.body)));
        return { status: 201, body: presentCustomer(made.customer) };
      }),
  );

  app.get(
    '/customers',
    {
      config: READ,
      schema: {
        tags: TAGS,
        summary: 'List customers',
        operationId: 'listCustomers',
        description: 'Newest first. Their sessions: `GET /checkout_sessions?customerId=…`.',
        querystring: customerListQuery,
        response: { 200: customerList },
      },
    },
    async ({ query, principal }) => {
      const customers = await listCustomers(deps.store, principal, query, pageOf('customer', query));
      return listPage(customers.map(presentCustomer), query.limit);
    },
  );

  app.get(
    '/customers/:id',
    {
      config: READ,
      schema: {
        tags: TAGS,
        summary: 'Retrieve a customer',
        operationId: 'retrieveCustomer',
        description: 'Also one that is archived, or whose personal data was erased.',
        params: idParams,
        response: { 200: customerObject },
      },
    },
    async ({ params, principal }) => {
      const customer = await findCustomer(deps.store, principal, customerUuid(params.id));
      if (!customer) throw new ApiError('customer_not_found');
      return presentCustomer(customer);
    },
  );

  app.patch(
    '/customers/:id',
    {
      config: WRITE,
      schema: {
        tags: TAGS,
        summary: 'Update a customer',
        operationId: 'updateCustomer',
        description: 'Changes the fields that are given. Sessions made before keep what they copied.',
        params: idParams,
        body: updateBody,
        response: { 200: customerObject },
      },
    },
    async ({ params, principal, body }) => {
      const id = customerUuid(params.id);
      const change = toCustomerChange(body);
      // A refusal is thrown inside: what failed in the database cannot be committed.
      const changed = await retriedTransaction(deps.store, async (tx) =>
        accepted(await changeCustomer(deps, tx, principal, id, change)),
      );
      return presentCustomer(changed.customer);
    },
  );

  app.delete(
    '/customers/:id',
    {
      config: WRITE,
      schema: {
        tags: TAGS,
        summary: 'Delete a customer',
        operationId: 'deleteCustomer',
        description: 'One with sessions is archived instead. To erase personal data, use `/erase`.',
        params: idParams,
        response: { 200: removedObject('DeletedCustomer', 'customer') },
      },
    },
    async ({ params, principal }) => {
      const id = customerUuid(params.id);
      const removed = await retriedTransaction(deps.store, async (tx) =>
        accepted(await removeCustomer(deps, tx, principal, id)),
      );
      return presentRemoved(params.id, 'customer', removed.archived);
    },
  );
};
