import { z } from 'zod';
import { listOf } from '../../pagination.ts';
import { instant, instantFilter } from '../field-types.ts';

const TEN_YEARS_SECONDS = 3653 * 86_400;
const STEP = 'must be a whole number of seconds, from 1 to ten years';

export const createClockBody = z
  .strictObject({
    name: z.string().min(1).max(100).optional().meta({ description: 'What it is for.', example: 'A year of renewals' }),
  })
  .nullish()
  .meta({ id: 'CreateTestClock' });

export const advanceBody = z
  .strictObject({
    by: z.number({ error: STEP }).int(STEP).min(1, STEP).max(TEN_YEARS_SECONDS, STEP).optional().meta({
      description: 'Seconds. Either this or `to`.',
      example: 2_592_000,
    }),
    to: instantFilter.optional().meta({ description: 'A later moment of the clock’s own time.' }),
  })
  .meta({ id: 'AdvanceTestClock' });

export const clockObject = z
  .object({
    id: z.string().meta({ example: 'clock_01JQ…' }),
    object: z.literal('test_clock'),
    name: z.string(),
    time: instant.meta({ description: 'What it shows now. It goes on with the server’s clock, that much ahead.' }),
    offsetMs: z.int().meta({ description: 'How far it is ahead, in milliseconds.' }),
    livemode: z.literal(false),
    createdAt: instant.meta({ description: 'By the server’s clock.' }),
    updatedAt: instant.meta({ description: 'When it was last moved, by the server’s clock.' }),
  })
  .meta({ id: 'TestClock', description: 'A clock of test mode that is ahead of the server’s, by as much as you say.' });

export const clockList = listOf('TestClockList', clockObject);

export const deletedClock = z
  .object({ id: z.string(), object: z.literal('test_clock'), deleted: z.literal(true) })
  .meta({ id: 'DeletedTestClock' });
