import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { isoTime } from '../../../core/resource/session-resource.ts';
import type { Instant } from '../../../core/time.ts';
import { advanceTestClock, type ClockStep, readBeforeAdvance } from '../../../operations/advance-test-clock.ts';
import type { ToldChange } from '../../../operations/rederive-sessions.ts';
import { createTestClock, removeTestClock } from '../../../operations/test-clock-changes.ts';
import { findTestClock, listTestClocks, type TestClock } from '../../../store/test-clocks.ts';
import { accepted } from '../../answer.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { answerIdempotently } from '../../idempotency.ts';
import { listPage, listQuery } from '../../pagination.ts';
import { idParams } from '../field-types.ts';
import { pageOf } from '../page-of.ts';
import { testClockUuid } from './clock-id.ts';
import { advanceBody, clockList, clockObject, createClockBody, deletedClock } from './clock-schema.ts';

const TAGS = ['Test mode'];
const CONFIG = { scope: 'test:write' } as const;

const present = (clock: TestClock, now: Instant): z.output<typeof clockObject> => ({
  id: toPublicId('testClock', clock.id),
  object: 'test_clock',
  name: clock.name,
  time: isoTime(now + clock.offsetMs),
  offsetMs: clock.offsetMs,
  livemode: false,
  createdAt: isoTime(clock.createdAt),
  updatedAt: isoTime(clock.updatedAt),
});

async function refuseLive({ principal }: FastifyRequest): Promise<void> {
  if (principal.livemode) throw new ApiError('test_mode_only', { message: 'There are no test clocks in live mode.' });
}

function stepOf({ by, to }: z.output<typeof advanceBody>): ClockStep {
  if (by !== undefined && to === undefined) return { byMs: by * 1000 };
  if (to !== undefined && by === undefined) return { to: Date.parse(to) };
  throw new ApiError(by === undefined ? 'parameter_missing' : 'parameter_invalid', {
    param: by === undefined ? 'by' : 'to',
    message: 'Give either `by`, in seconds, or `to`, a later moment of the clock’s own time.',
  });
}

function wakeAll({ wake }: ApiDeps, changes: readonly ToldChange[]): void {
  for (const { sessionId } of changes) wake.emit('session', sessionId);
  wake.emit('outbox', null);
  wake.emit('deliveries', null);
}

/** `/api/v1/test/clocks`: time-dependent behaviour without waiting for it. */
export const testClockRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  app.addHook('onRequest', refuseLive);
  const now = () => deps.runtime.now();

  app.post(
    '/test/clocks',
    {
      config: CONFIG,
      schema: {
        tags: TAGS,
        summary: 'Create a test clock',
        operationId: 'createTestClock',
        description: 'It begins with the server’s time. Attach sessions to it by `testClockId` when you create them.',
        body: createClockBody,
        response: { 201: clockObject },
      },
    },
    async (request, reply) =>
      answerIdempotently(deps, request, reply, async (tx) => {
        const clock = await createTestClock(deps, tx, request.principal, request.body?.name);
        return { status: 201, body: present(clock, now()) };
      }),
  );

  app.get(
    '/test/clocks',
    {
      config: CONFIG,
      schema: {
        tags: TAGS,
        summary: 'List test clocks',
        operationId: 'listTestClocks',
        description: 'Newest first.',
        querystring: z.strictObject(listQuery),
        response: { 200: clockList },
      },
    },
    async ({ query, principal }) => {
      const clocks = await listTestClocks(deps.store, principal, pageOf('testClock', query));
      return listPage(
        clocks.map((clock) => present(clock, now())),
        query.limit,
      );
    },
  );

  app.get(
    '/test/clocks/:id',
    {
      config: CONFIG,
      schema: {
        tags: TAGS,
        summary: 'Retrieve a test clock',
        operationId: 'retrieveTestClock',
        description: 'With the time that it shows now.',
        params: idParams,
        response: { 200: clockObject },
      },
    },
    async ({ params, principal }) => {
      const clock = await findTestClock(deps.store, principal, testClockUuid(params.id));
      if (!clock) throw new ApiError('test_clock_not_found');
      return present(clock, now());
    },
  );

  app.post(
    '/test/clocks/:id/advance',
    {
      config: CONFIG,
      schema: {
        tags: TAGS,
        summary: 'Advance a test clock',
        operationId: 'advanceTestClock',
        description:
          'Moves it and everything attached to it: deadlines, grace, renewals, retries. Networks are read to their tip first, so that what was paid before counts as before.',
        params: idParams,
        body: advanceBody,
        response: { 200: clockObject },
      },
    },
    async (request, reply) => {
      const id = testClockUuid(request.params.id);
      const step = stepOf(request.body);
      const refusal = await readBeforeAdvance(deps, request.principal, id);
      let changes: readonly ToldChange[] = [];
      const sent = await answerIdempotently(deps, request, reply, async (tx) => {
        if (refusal) accepted(refusal);
        const advanced = accepted(await advanceTestClock(deps, tx, request.principal, id, step));
        changes = advanced.changes;
        return { status: 200, body: present(advanced.clock, now()) };
      });
      wakeAll(deps, changes);
      return sent;
    },
  );

  app.delete(
    '/test/clocks/:id',
    {
      config: CONFIG,
      schema: {
        tags: TAGS,
        summary: 'Delete a test clock',
        operationId: 'deleteTestClock',
        description: 'Sessions attached to it keep its time and can still be paid; its subscriptions renew no more.',
        params: idParams,
        response: { 200: deletedClock },
      },
    },
    async ({ params, principal }) => {
      accepted(await removeTestClock(deps, principal, testClockUuid(params.id)));
      return { id: params.id, object: 'test_clock' as const, deleted: true as const };
    },
  );
};
