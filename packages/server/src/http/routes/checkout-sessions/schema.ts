import { z } from 'zod';
import { SESSION_STATUSES } from '../../../core/session/facts.ts';
import { listQuery } from '../../pagination.ts';
import { instantFilter } from '../field-types.ts';
import { metadata } from '../metadata-field.ts';
import { modeBody, recurringBody } from '../subscriptions/recurring-input.ts';
import { customerDetailsInput, discountInput, lineItemInput } from './cart-schema.ts';

const text = (max: number) => z.string().max(max);
/** Our words for a value of another type; one that is missing, and everything else, keeps the schema's. */
const ofType = (message: string) => (issue: { readonly code: string; readonly input?: unknown }) =>
  issue.code === 'invalid_type' && issue.input !== undefined ? message : undefined;
export const url = text(2048).meta({
  description: 'An absolute https: address; http: also in test mode.',
  example: 'https://example.com/ok',
});

export const methodReference = z
  .union([
    z.string().min(3).max(64),
    z.strictObject({ network: z.string().max(64), token: z.string().max(64).nullish() }),
  ])
  .meta({
    description: 'A method’s id such as `Base:USDC`, or its network and token contract (`null` for the native coin).',
    id: 'MethodReference',
    example: 'Base:USDC',
  });

export const createBody = z
  .strictObject({
    amount: z
      .strictObject(
        {
          value: z
            .string({ error: ofType('must be decimal text such as "99.00"') })
            .max(40)
            .optional()
            .meta({
              description:
                'Before discounts. Decimal text: no float ever touches it. Absent: the sum of the line items.',
              example: '99.00',
            }),
          currency: text(8).meta({ description: 'ISO 4217.', example: 'USD' }),
        },
        { error: ofType('must be an object such as {"value": "99.00", "currency": "USD"}') },
      )
      .optional()
      .meta({ description: 'What to ask. Required without `linkId`.' }),
    linkId: text(64).nullish().meta({
      description:
        'A payment link whose price, methods, URLs, line item and metadata the session inherits, in place of `amount`.',
      example: 'pl_01JQ…',
    }),
    allowedMethods: z.array(methodReference).max(50).optional(),
    method: methodReference.optional(),
    expiresIn: z.number().int().positive().optional().meta({
      description:
        'Seconds until the quote expires: 60 to 86400 unless the server is configured otherwise; in test mode from 5.',
      example: 900,
    }),
    graceSeconds: z.number().int().min(0).optional().meta({
      description:
        'Seconds after that in which a late payment still counts: 0 to 604800 unless the server is configured otherwise.',
    }),
    successUrl: url.nullish(),
    cancelUrl: url.nullish(),
    returnUrl: url.nullish(),
    customerEmail: z.email('must be an email address').max(254).nullish(),
    description: text(1000).nullish(),
    lineItems: z.array(lineItemInput).max(100).nullish(),
    discounts: z.array(discountInput).max(10).nullish().meta({
      description:
        'Taken off one after the other, each off what those before it have left. Percentages are rounded down.',
    }),
    customerId: text(64)
      .nullish()
      .meta({ description: 'A customer of yours, `cus_…`; their address fills `customerEmail`.' }),
    customerDetails: customerDetailsInput.nullish(),
    metadata: metadata.nullish(),
    testClockId: text(64)
      .nullish()
      .meta({ description: 'In test mode: the test clock that it lives by.', example: 'clock_01JQ…' }),
    mode: modeBody,
    recurring: recurringBody
      .nullish()
      .meta({ description: 'With `mode: subscription`: how often the price is asked.' }),
  })
  .meta({ id: 'CreateCheckoutSession' });

export const listQuerySchema = z
  .object({
    ...listQuery,
    status: z.enum(SESSION_STATUSES, { error: `must be one of ${SESSION_STATUSES.join(', ')}` }).optional(),
    created_gte: instantFilter.optional().meta({ description: 'Created at or after.' }),
    created_lt: instantFilter.optional().meta({ description: 'Created before.' }),
    customerEmail: z.string().max(254).optional(),
    customerId: z.string().max(64).optional().meta({ description: 'Sessions of this customer, `cus_…`.' }),
    subscriptionId: z.string().max(64).optional().meta({ description: 'Sessions of this subscription, `sub_…`.' }),
  })
  .catchall(z.string().max(500));
