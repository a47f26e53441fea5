import { z } from 'zod';
import { EVENT_TYPES } from '../../../core/webhook/event-types.ts';
import { listQuery } from '../../pagination.ts';

const when = z.iso.datetime({ offset: true, error: 'an ISO 8601 time such as 2026-01-31T12:00:00Z' });

export const listQuerySchema = z.strictObject({
  ...listQuery,
  type: z.enum(EVENT_TYPES, { error: `one of ${EVENT_TYPES.join(', ')}` }).optional(),
  session: z.string().max(64).optional().meta({ description: 'Events of this checkout session.', example: 'cs_01JQ…' }),
  created_gte: when.optional().meta({ description: 'Told at or after.' }),
  created_lt: when.optional().meta({ description: 'Told before.' }),
});

export const eventObject = z
  .object({
    id: z.string().meta({ description: 'Also the `webhook-id` of its deliveries.', example: 'evt_01JQ…' }),
    object: z.literal('event'),
    type: z.enum(EVENT_TYPES),
    livemode: z.boolean(),
    createdAt: z.string(),
    version: z.number().int().nullable().meta({
      description: 'The session’s version that it tells: of two events of a session the higher is the later.',
    }),
    data: z.record(z.string(), z.unknown()).meta({ description: 'The checkout session as it was at that moment.' }),
  })
  .meta({ id: 'Event' });

export const idParams = z.object({ id: z.string().max(64) });
