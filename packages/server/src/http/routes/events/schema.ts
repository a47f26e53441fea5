import { z } from 'zod';
import { EVENT_TYPES } from '../../../core/webhook/event-types.ts';
import { listOf, listQuery } from '../../pagination.ts';
import { instant, instantFilter } from '../field-types.ts';

export const listQuerySchema = z.strictObject({
  ...listQuery,
  type: z.enum(EVENT_TYPES, { error: `must be one of ${EVENT_TYPES.join(', ')}` }).optional(),
  session: z.string().max(64).optional().meta({ description: 'Events of this checkout session.', example: 'cs_01JQ…' }),
  created_gte: instantFilter.optional().meta({ description: 'Told at or after.' }),
  created_lt: instantFilter.optional().meta({ description: 'Told before.' }),
});

export const eventObject = z
  .object({
    id: z.string().meta({ description: 'Also the `webhook-id` of its deliveries.', example: 'evt_01JQ…' }),
    object: z.literal('event'),
    type: z.enum(EVENT_TYPES),
    livemode: z.boolean(),
    createdAt: instant,
    version: z.number().int().nullable().meta({
      description: 'The session’s version that it tells: of two events of a session the higher is the later.',
    }),
    data: z.record(z.string(), z.unknown()).meta({
      description: 'The object that it tells of, as it was at that moment: a checkout session, a subscription.',
    }),
  })
  .meta({ id: 'Event' });

export const eventList = listOf('EventList', eventObject);
