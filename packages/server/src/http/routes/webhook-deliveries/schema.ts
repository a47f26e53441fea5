import { z } from 'zod';
import { DELIVERY_STATUSES } from '../../../core/webhook/delivery.ts';
import { listOf, listQuery } from '../../pagination.ts';
import { instant } from '../field-types.ts';

export const listQuerySchema = z.strictObject({
  ...listQuery,
  endpoint: z.string().max(64).optional().meta({ description: 'Deliveries to this endpoint.', example: 'we_01JQ…' }),
  event: z.string().max(64).optional().meta({ description: 'Deliveries of this event.', example: 'evt_01JQ…' }),
  status: z.enum(DELIVERY_STATUSES, { error: `must be one of ${DELIVERY_STATUSES.join(', ')}` }).optional(),
});

export const deliveryObject = z
  .object({
    id: z.string().meta({ example: 'wd_01JQ…' }),
    object: z.literal('webhook_delivery'),
    endpoint: z.string(),
    event: z.string(),
    eventType: z.string().nullable(),
    status: z.enum(DELIVERY_STATUSES),
    attemptCount: z.number().int(),
    nextAttemptAt: instant.nullable(),
    livemode: z.boolean(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'WebhookDelivery' });

const attemptObject = z
  .object({
    attempt: z.number().int(),
    startedAt: instant,
    durationMs: z.number().int(),
    responseStatus: z.number().int().nullable().meta({ description: 'Null when no complete reply came.' }),
    responseBody: z.string().nullable().meta({ description: 'The first 2 kB of the reply.' }),
    error: z.string().nullable().meta({ description: 'Why it does not count as delivered.' }),
  })
  .meta({ id: 'WebhookAttempt' });

export const deliveryWithAttempts = deliveryObject
  .extend({ attempts: z.array(attemptObject) })
  .meta({ id: 'WebhookDeliveryWithAttempts' });

export const deliveryList = listOf('WebhookDeliveryList', deliveryObject);
