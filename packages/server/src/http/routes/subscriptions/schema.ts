import { z } from 'zod';
import type { SubscriptionResource } from '../../../core/resource/subscription-resource.ts';
import { SUBSCRIPTION_STATUSES } from '../../../core/subscription/subscription.ts';
import { listOf, listQuery } from '../../pagination.ts';
import { lineItemInput } from '../checkout-sessions/cart-schema.ts';
import { lineItem } from '../checkout-sessions/session-object.ts';
import { instant } from '../field-types.ts';
import { metadata, metadataShown } from '../metadata-field.ts';

const period = z
  .object({ number: z.int(), startsAt: instant, endsAt: instant.meta({ description: 'The start of the next.' }) })
  .meta({ id: 'BillingPeriod', description: 'Number 0 is the trial, 1 the first period that is paid for.' });

const renewal = z
  .object({
    period,
    amount: z.string().meta({ description: 'The price less the credit that was used.', example: '9.00' }),
    sessionId: z.string().nullable().meta({
      description: 'Its newest checkout session; null while none could be created yet.',
      example: 'cs_01JQ…',
    }),
    checkoutUrl: z
      .string()
      .nullable()
      .meta({ description: 'Send this to your customer; null as long as `sessionId` is.' }),
    graceEndsAt: instant.nullable().meta({ description: 'Unpaid until then, the subscription is past due.' }),
    paidAt: instant.nullable(),
    missedAt: instant.nullable(),
  })
  .meta({
    id: 'SubscriptionRenewal',
    description:
      'The newest period that was asked and not taken back; of a subscription that is over also one that was missed.',
  });

export const subscriptionObject: z.ZodType<SubscriptionResource> = z
  .object({
    id: z.string().meta({ example: 'sub_01JQ…' }),
    object: z.literal('subscription'),
    status: z.enum(SUBSCRIPTION_STATUSES).meta({ id: 'SubscriptionStatus' }),
    version: z.int().meta({ description: 'Grows by one with each event: of two states the higher is the later.' }),
    livemode: z.boolean(),
    siteId: z.string().meta({ example: 'site_01JQ…' }),
    customerId: z.string().nullable(),
    customerEmail: z.string().nullable(),
    price: z
      .object({ amount: z.string().meta({ example: '9.00' }), currency: z.string().meta({ example: 'EUR' }) })
      .meta({ id: 'SubscriptionPrice', description: 'Of each period that has not been asked yet.' }),
    credit: z.string().meta({
      description: 'Taken off renewals to come; below zero: added to the next one.',
      example: '4.50',
    }),
    recurring: z
      .object({
        interval: z.enum(['day', 'week', 'month', 'year']),
        intervalCount: z.int(),
        trialDays: z.int(),
        cycles: z.int().nullable(),
        endsAt: instant.nullable(),
        allowedMethods: z.array(z.string()).nullable(),
      })
      .meta({ id: 'SubscriptionSchedule' }),
    description: z.string().nullable(),
    lineItems: z.array(lineItem).nullable(),
    metadata: metadataShown.nullable(),
    firstSessionId: z.string().meta({ description: 'The session that started it.' }),
    currentPeriod: period,
    renewal: renewal.nullable().meta({ description: 'Null until the first period after a trial is asked.' }),
    nextRenewalAt: instant.nullable().meta({ description: 'When the next renewal will be created, as things stand.' }),
    missedPeriods: z.int().meta({ description: 'In a row, up to now.' }),
    cancelAtPeriodEnd: z.boolean(),
    pausedAt: instant.nullable(),
    canceledAt: instant.nullable(),
    cancelReason: z.enum(['requested', 'period_end', 'payments_missed']).nullable(),
    endedAt: instant.nullable().meta({ description: 'Its last period is over, by its cycles or its date.' }),
    testClockId: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Subscription' });

export const subscriptionList = listOf('SubscriptionList', subscriptionObject);

export const subscriptionListQuery = z.strictObject({
  ...listQuery,
  status: z.enum(SUBSCRIPTION_STATUSES, { error: `must be one of ${SUBSCRIPTION_STATUSES.join(', ')}` }).optional(),
  customerId: z.string().max(64).optional().meta({ description: 'Of this customer, `cus_…`.' }),
  customerEmail: z.string().max(254).optional().meta({ description: 'With this address, in capitals or not.' }),
});

const money = z.strictObject({
  value: z.string().max(40).meta({ example: '12.00' }),
  currency: z.string().max(8).meta({ description: 'As before: it cannot change.', example: 'EUR' }),
});

export const updateBody = z
  .strictObject({
    amount: money.optional().meta({ description: 'The new price of a period.' }),
    lineItems: z.array(lineItemInput).max(100).nullish().meta({ description: 'Goes with `amount` and adds up to it.' }),
    prorate: z.boolean().optional().meta({
      description:
        'Whether what was paid for the time to come is set off against the new price, to the millisecond: true where absent. The difference is `credit`.',
    }),
    description: z.string().max(1000).nullish(),
    metadata: metadata.nullish().meta({ description: 'Replaces all of it.' }),
    customerEmail: z.email('must be an email address').max(254).optional(),
  })
  .meta({ id: 'UpdateSubscription' });

export const cancelBody = z
  .strictObject({
    atPeriodEnd: z.boolean().optional().meta({
      description: 'true: it runs to the end of the paid period. false, also where absent: canceled now.',
    }),
  })
  .nullish();
