import { z } from 'zod';
import { DIALECTS } from '../../../core/dialect.ts';
import { instant } from '../field-types.ts';

const appliedDiscount = z
  .object({
    discountId: z.string().nullable().meta({ description: 'The discount that was redeemed.', example: 'disc_01JQ…' }),
    code: z.string().nullable(),
    name: z.string().nullable(),
    percentOff: z.string().nullable().meta({ example: '12.5' }),
    amountOff: z.string().nullable(),
    amount: z.string().meta({ description: 'What it took off this session.', example: '9.90' }),
  })
  .meta({ id: 'AppliedDiscount' });

const text = z.string().nullable();

export const address = z
  .object({
    line1: text,
    line2: text,
    city: text,
    region: text,
    postalCode: text,
    country: text.meta({ description: 'ISO 3166-1 alpha-2.', example: 'DE' }),
  })
  .meta({ id: 'Address' });

const customerDetails = z
  .object({
    name: text,
    phone: text,
    billingAddress: address.nullable(),
    shippingAddress: address.nullable(),
    custom: z.record(z.string(), z.string()).nullable().meta({ description: 'Answers to a link’s own questions.' }),
  })
  .meta({ id: 'CustomerDetails', description: 'Who pays, as collected from them or given by you.' });

const recurring = z
  .object({
    amount: z.string().meta({ description: 'What each period costs, in the session’s currency.', example: '9.00' }),
    interval: z.enum(['day', 'week', 'month', 'year']),
    intervalCount: z.int(),
    trialDays: z.int(),
    cycles: z.int().nullable().meta({ description: 'Ends after so many periods; null: goes on.' }),
    endsAt: instant.nullable().meta({ description: 'No period starts from then on; null: goes on.' }),
    allowedMethods: z.array(z.string()).nullable(),
  })
  .meta({ id: 'Recurring' });

const subscriptionPeriod = z
  .object({
    number: z.int().meta({ description: '1 is the first that is paid for.' }),
    startsAt: instant,
    endsAt: instant.meta({ description: 'The start of the next.' }),
  })
  .meta({ id: 'SubscriptionPeriod', description: 'The period that a renewal asks for.' });

const dialectFields = z.object({ dialect: z.enum(DIALECTS), fields: z.record(z.string(), z.unknown()) }).meta({
  id: 'DialectFields',
  description: 'What a request in another API’s words carried beside: it comes back there.',
});

/** What a session carries beyond its price and its state. */
export const sessionDetailFields = {
  discounts: z.array(appliedDiscount),
  customerId: z.string().nullable().meta({ example: 'cus_01JQ…' }),
  customerDetails: customerDetails.nullable(),
  subscriptionId: z.string().nullable().meta({ description: 'The subscription that it started or renews.' }),
  subscriptionPeriod: subscriptionPeriod.nullable().meta({ description: 'Of a renewal: the period that it pays.' }),
  recurring: recurring.nullable().meta({ description: 'With `mode: subscription`: how often it is asked again.' }),
  accessedAt: instant.nullable().meta({ description: 'The last load of the hosted page.' }),
  completedAt: instant.nullable().meta({ description: 'When it was first told paid; stays whatever comes later.' }),
  refundStatus: z.enum(['partial', 'full']).nullable().meta({
    description: 'How much of what was credited has gone back, by confirmed refunds. Never changes `status`.',
  }),
  dialectFields: dialectFields.nullable(),
  testClockId: z.string().nullable().meta({ description: 'The test clock whose time its moments are in.' }),
};
