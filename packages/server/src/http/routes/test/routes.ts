import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { SCENARIOS } from '../../../operations/simulate-payment.ts';
import { simulateSession } from '../../../operations/simulate-session.ts';
import { accepted } from '../../answer.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { sessionUuid } from '../checkout-sessions/routes.ts';
import { methodReference } from '../checkout-sessions/schema.ts';

const body = z.strictObject({
  scenario: z.enum(SCENARIOS, { error: `one of ${SCENARIOS.join(', ')}` }),
  method: methodReference.optional().meta({ description: 'Pay by this offered method instead of the chosen one.' }),
});

const answer = z
  .object({
    object: z.literal('simulated_payment'),
    scenario: z.enum(SCENARIOS),
    transactions: z.array(z.string()).readonly(),
  })
  .meta({ id: 'SimulatedPayment' });

/** Real transactions on the devnet, for a developer's tests. A live key never gets here. */
export const testRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  app.post(
    '/test/checkout_sessions/:id/pay',
    {
      schema: {
        tags: ['Test mode'],
        summary: 'Pay a session on the devnet',
        operationId: 'payTestCheckoutSession',
        description: 'Sends real devnet transactions: what follows comes from the chain, as it would in live mode.',
        params: z.object({ id: z.string().max(64) }),
        body,
        response: { 200: answer },
      },
    },
    async (request) => {
      if (request.principal.livemode || deps.simulate === null) throw new ApiError('test_mode_only');
      const sent = accepted(
        await simulateSession(deps.simulate, request.principal, sessionUuid(request.params.id), request.body),
      );
      return { object: 'simulated_payment' as const, scenario: request.body.scenario, transactions: sent.transactions };
    },
  );
};
