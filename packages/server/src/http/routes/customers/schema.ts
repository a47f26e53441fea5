import { z } from 'zod';
import { listOf, listQuery } from '../../pagination.ts';
import { addressInput } from '../address-fields.ts';
import { address } from '../checkout-sessions/session-detail-fields.ts';
import { sessionObject } from '../checkout-sessions/session-object.ts';
import { eventObject } from '../events/schema.ts';
import { instant } from '../field-types.ts';
import { metadata, metadataShown } from '../metadata-field.ts';
import { subscriptionObject } from '../subscriptions/schema.ts';

const text = (max: number) => z.string().max(max);

const fields = {
  email: z.email('must be an email address').max(254).nullish(),
  name: text(250).nullish(),
  phone: text(40).nullish(),
  billingAddress: addressInput.nullish(),
  shippingAddress: addressInput.nullish(),
  metadata: metadata.nullish(),
  externalReference: text(200).min(1).nullish().meta({
    description: 'What you call them; unique among your customers. It stays when personal data is erased.',
  }),
};

export const createBody = z.strictObject(fields).meta({ id: 'CreateCustomer' });
export const updateBody = z
  .strictObject({
    ...fields,
    archived: z.boolean().optional().meta({ description: 'True: no new session can be theirs.' }),
  })
  .meta({ id: 'UpdateCustomer' });

export const customerListQuery = z.strictObject({
  ...listQuery,
  email: text(254).optional().meta({ description: 'In capitals or not.' }),
  externalReference: text(200).optional(),
  archived: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default('false')
    .transform((value) => value === 'true')
    .meta({ description: 'True: those that are archived, in place of those that are not.' }),
});

const nullableText = z.string().nullable();

export const customerObject = z
  .object({
    id: z.string().meta({ example: 'cus_01JQ…' }),
    object: z.literal('customer'),
    email: nullableText.meta({ example: 'ada@example.com' }),
    name: nullableText,
    phone: nullableText,
    billingAddress: address.nullable(),
    shippingAddress: address.nullable(),
    metadata: metadataShown.nullable(),
    externalReference: nullableText,
    archivedAt: instant.nullable(),
    erasedAt: instant.nullable().meta({ description: 'When their personal data was erased.' }),
    livemode: z.boolean(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Customer' });

export const customerList = listOf('CustomerList', customerObject);

export const eraseBody = z
  .strictObject({ email: z.email('must be an email address').max(254) })
  .meta({ id: 'EraseByEmail' });

export const erasureObject = z
  .object({
    object: z.literal('erasure'),
    customers: z.array(z.string()).meta({ description: 'The customers whose data was erased.' }),
    sessions: z.int().meta({ description: 'How many sessions were theirs and still named them.' }),
  })
  .meta({ id: 'Erasure' });

export const customerExport = z
  .object({
    object: z.literal('customer_export'),
    customer: customerObject,
    sessions: z.array(
      z.object({ session: sessionObject, events: z.array(eventObject) }).meta({ id: 'ExportedSession' }),
    ),
    subscriptions: z.array(subscriptionObject),
    discountRedemptions: z.array(
      z
        .object({
          discountId: z.string().meta({ example: 'disc_01JQ…' }),
          code: z.string(),
          sessionId: z.string().meta({ example: 'cs_01JQ…' }),
          redeemedAt: instant,
          releasedAt: instant.nullable().meta({ description: 'When the session ended unpaid and gave it back.' }),
        })
        .meta({ id: 'ExportedRedemption' }),
    ),
    events: z.array(eventObject).meta({ description: 'What was told of no session, such as of a subscription.' }),
  })
  .meta({ id: 'CustomerExport' });
