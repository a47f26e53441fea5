import { z } from 'zod';
import { instant } from '../../routes/field-types.ts';
import { metadataShown } from '../../routes/metadata-field.ts';
import { minor } from './answer-schema.ts';
import type { Notification } from './present-event.ts';
import { IPN_STATUSES } from './status.ts';

/** The body of an IPN: seed 004's three fields, then ours. */
export const notificationObject: z.ZodType<Notification> = z
  .object({
    id: z.uuid(),
    externalReference: z
      .string()
      .nullable()
      .meta({ description: 'The checkout’s `externalReference`, else its `invoiceNumber`.', example: 'order-123' }),
    status: z.literal(IPN_STATUSES).meta({
      description: '−2 cancelled or expired, −1 initiated, 0 pending, 1 completed, 2 failed, 3 refunded in whole.',
    }),
    sessionPublicId: z.string().meta({ example: 'cs_01JQ…' }),
    shortCode: z.string().meta({ description: 'As in `/checkout/{code}`.' }),
    amount: minor,
    currency: z.string().meta({ example: 'USD' }),
    metadata: metadataShown.nullable(),
    version: z.int().meta({ description: 'Of two notifications of a checkout the higher is the later.' }),
    createdAt: instant.meta({ description: 'When it happened.' }),
    livemode: z.boolean(),
  })
  .meta({ id: 'PaymentNotification' });
