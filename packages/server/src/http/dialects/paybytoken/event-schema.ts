import { z } from 'zod';
import { instant } from '../../routes/field-types.ts';
import { listOf } from './list.ts';
import type { PayByTokenEvent } from './present-event.ts';
import { sessionObject } from './session-object.ts';

const fields = {
  id: z.string().meta({ description: 'Also the `webhook-id` of its deliveries.', example: 'evt_01JQ…' }),
  object: z.literal('event'),
  type: z.string().meta({ example: 'checkout_session:completed' }),
  created_at: instant,
  livemode: z.boolean(),
  version: z.int().nullable().meta({
    description:
      'Of two events of the same object the one with the higher version is the newer; null where nothing is counted.',
    example: 3,
  }),
};

export const eventObject: z.ZodType<PayByTokenEvent> = z
  .object({
    ...fields,
    data: z.object({
      object: z.record(z.string(), z.unknown()).meta({ description: 'The checkout session as it was at that moment.' }),
    }),
  })
  .meta({ id: 'PayByTokenEvent' });

export const eventList = listOf('PayByTokenEventList', eventObject);

/** What the webhook says that tells of a checkout session. */
export const sessionEventObject = z
  .object({ ...fields, version: z.int(), data: z.object({ object: sessionObject }) })
  .meta({ id: 'PayByTokenCheckoutSessionEvent' });
