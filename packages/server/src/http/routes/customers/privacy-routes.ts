import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { shownActor } from '../../../core/resource/actor.ts';

import { eraseByEmail, eraseCustomer } from '../../../operations/erase-customer.ts';
import { findCustomer } from '../../../store/customers.ts';
import type { Logger } from '../../../telemetry/logger.ts';
import { accepted } from '../../answer.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { idParams } from '../field-types.ts';
import { streamExport } from './export.ts';
import { customerUuid, READ, TAGS, WRITE } from './parts.ts';
import { presentCustomer } from './present.ts';
import { customerExport, customerObject, eraseBody, erasureObject } from './schema.ts';

/** What the law lets a person ask for: a copy of their data, and its erasure. */
export const customerPrivacyRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps & { readonly log: Logger } }> = async (
  app,
  { deps },
) => {
  app.get(
    '/customers/:id/export',
    {
      config: READ,
      schema: {
        tags: TAGS,
        summary: 'Export a customer’s data',
        operationId: 'exportCustomer',
        description:
          'All that the server holds of them: their own fields, their sessions with what they entered, their subscriptions, the codes they redeemed, and every event told of those. What has their address and is no other customer’s counts as theirs.',
        params: idParams,
        response: { 200: customerExport },
      },
    },
    async ({ params, principal }, reply) => {
      const customer = await findCustomer(deps.store, principal, customerUuid(params.id));
      if (!customer) throw new ApiError('customer_not_found');
      return reply.type('application/json').send((await streamExport(deps, principal, customer)) as never);
    },
  );

  app.post(
    '/customers/:id/erase',
    {
      config: WRITE,
      schema: {
        tags: TAGS,
        summary: 'Erase a customer’s personal data',
        operationId: 'eraseCustomer',
        description:
          'Theirs, that of their sessions and subscriptions and of those with their address that are no other customer’s, in what was told and what is still to be told. Amounts, transfers, statuses and ids stay. It cannot be undone; again it changes nothing.',
        params: idParams,
        response: { 200: customerObject },
      },
    },
    async ({ params, principal }) => {
      const id = customerUuid(params.id);
      const { customers, sessions } = accepted(await eraseCustomer(deps, principal, id));
      deps.log.info({ actor: shownActor(principal.actor), customerId: params.id, sessions }, 'personal data erased');
      return presentCustomer(customers[0]!);
    },
  );

  app.post(
    '/customers/erase',
    {
      config: WRITE,
      schema: {
        tags: TAGS,
        summary: 'Erase the personal data of an email address',
        operationId: 'eraseCustomersByEmail',
        description:
          'As `/customers/{id}/erase`, for every customer with the address, and for sessions and subscriptions with it, whoever’s they are.',
        body: eraseBody,
        response: { 200: erasureObject },
      },
    },
    async ({ body, principal }) => {
      const erased = await eraseByEmail(deps, principal, body.email);
      const customers = erased.customers.map(presentCustomer).map(({ id }) => id);
      // Without the address: it would be kept by the very line that says it is gone.
      deps.log.info(
        { actor: shownActor(principal.actor), customers, sessions: erased.sessions },
        'personal data erased',
      );
      return { object: 'erasure' as const, customers, sessions: erased.sessions };
    },
  );
};
