import { z } from 'zod';
import { url } from '../../routes/checkout-sessions/schema.ts';
import { metadata } from '../../routes/metadata-field.ts';
import { recurring } from './recurring-schema.ts';

const text = (max: number) => z.string().max(max);
/** Our words for a value of another type; one that is missing keeps the schema's. */
const ofType = (message: string) => (issue: { readonly code: string; readonly input?: unknown }) =>
  issue.code === 'invalid_type' && issue.input !== undefined ? message : undefined;

export const amountText = z
  .string({ error: ofType('must be decimal text such as "10.00"') })
  .max(40)
  .meta({ description: 'Decimal text in major units.', example: '10.00' });

const tokenReference = z
  .strictObject({
    chain: text(64).meta({ description: 'The network’s name, such as `Ethereum`.', example: 'Base' }),
    currency: text(32).meta({ description: 'The token’s symbol.', example: 'USDC' }),
  })
  .meta({ id: 'PayByTokenTokenReference' });

const lineItem = z
  .strictObject({
    unit_amount: amountText,
    quantity: z.number().int().min(1).max(1_000_000).default(1),
    product_data: z.strictObject({
      name: text(250).min(1),
      description: text(1000).nullish(),
      images: z.array(url).max(8).default([]),
    }),
  })
  .meta({ id: 'PayByTokenCreateLineItem' });

const discount = z
  .strictObject({
    code: text(64).min(1).optional(),
    amount_off: amountText.optional(),
    percent_off: text(16)
      .optional()
      .meta({ description: 'Above 0, at most 100, at most 4 decimals.', example: '12.5' }),
  })
  .meta({
    id: 'PayByTokenCreateDiscount',
    description: '`amount_off` or `percent_off`, or the `code` alone of a discount that this server knows.',
  });

export const createBody = z
  .strictObject({
    success_url: url.nullish(),
    cancel_url: url.nullish(),
    return_url: url.nullish(),
    currency: text(8).meta({ description: 'ISO 4217.', example: 'USD' }),
    line_items: z.array(lineItem).min(1, 'must have at least 1 entry').max(100),
    discounts: z.array(discount).max(10).nullish(),
    supported_tokens: z
      .array(tokenReference)
      .max(50)
      .nullish()
      .meta({ description: 'What can be paid with; every USDC and USDT of the key’s mode where absent.' }),
    mode: z.enum(['payment', 'subscription'], 'must be payment or subscription').default('payment'),
    recurring: recurring
      .nullish()
      .meta({ description: 'With `mode: "subscription"`: how often it is asked again. Without it nothing recurs.' }),
    customer_id: text(64).nullish().meta({ example: 'cus_01JQ…' }),
    customer_email: z.email('must be an email address').max(254).nullish(),
    description: text(1000).nullish(),
    metadata: metadata.nullish(),
  })
  .meta({ id: 'PayByTokenCreateCheckoutSession' });
export type CreateBody = z.output<typeof createBody>;
