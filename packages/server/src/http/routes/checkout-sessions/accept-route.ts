import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { acceptUnderpaid } from '../../../operations/accept-underpaid.ts';
import { answerAct } from '../../answer-act.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { idParams } from '../field-types.ts';
import { sessionUuid } from './routes.ts';
import { sessionObject } from './session-object.ts';

const acceptBody = z
  .strictObject({
    reason: z
      .string()
      .min(1)
      .max(500)
      .meta({ description: 'Why: kept in the audit entries.', example: 'Two cents short, a regular' }),
  })
  .meta({ id: 'AcceptCheckoutSession' });

/** `POST /api/v1/checkout_sessions/{id}/accept`. */
export const acceptRoute: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  const rederive = { runtime: deps.runtime, resource: deps.resource };
  app.post(
    '/checkout_sessions/:id/accept',
    {
      config: { scope: 'books:write' },
      schema: {
        tags: ['Checkout sessions'],
        summary: 'Accept an underpaid session',
        operationId: 'acceptCheckoutSession',
        description:
          'Takes what has come as enough: the session becomes paid. Answers 409 unless it is underpaid and everything that came is confirmed.',
        params: idParams,
        body: acceptBody,
        response: { 200: sessionObject },
      },
    },
    async (request, reply) => {
      const id = sessionUuid(request.params.id);
      const { reason } = request.body;
      return answerAct(deps, request, reply, {
        effect: (tx) => acceptUnderpaid(rederive, tx, request.principal, id, reason),
      });
    },
  );
};
