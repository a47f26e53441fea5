import { z } from 'zod';
import { type ExactNumber, isExactNumber } from '../../../core/exact-number.ts';
import { CURRENCIES } from '../../../core/money/currency.ts';
import { SESSION_STATUSES } from '../../../core/session/facts.ts';
import { listQuery } from '../../pagination.ts';
import { url } from '../../routes/checkout-sessions/schema.ts';
import { instant } from '../../routes/field-types.ts';
import { metadata, metadataShown } from '../../routes/metadata-field.ts';
import { exactNumberField } from '../number-fields.ts';
import type { Checkout } from './present.ts';

const text = (max: number) => z.string().max(max);

export const createBody = z
  .strictObject({
    amount: exactNumberField.meta({
      type: 'number',
      description: 'In major units. Read from the number’s own text: no float ever touches it.',
      example: 100,
    }),
    currency: z
      .string()
      .max(8)
      .meta({ description: 'ISO 4217.', example: 'USD', enum: [...CURRENCIES] }),
    successUrl: url.meta({ description: 'Where the customer goes once the payment is certain.' }),
    cancelUrl: url.meta({ description: 'Where the customer goes who gives up.' }),
    email: z.email({ error: ({ input }) => (input === undefined ? undefined : 'must be an email address') }).max(254),
    name: text(250).meta({ description: 'The customer’s name.', example: 'John Doe' }),
    metadata: metadata.meta({ example: { orderId: '1234567890', customerId: '1234567890' } }),
    productId: text(64).meta({ example: '1234567890' }),
    productName: text(250).min(1, 'must not be empty').meta({ example: 'Product Name' }),
    productDescription: text(1000).meta({ example: 'Product Description' }),
    allowedAssets: z
      .preprocess((sent) => (typeof sent === 'string' ? [sent] : sent), z.array(text(32)).max(50))
      .meta({
        type: ['array', 'string'],
        description:
          'Symbols of coins and tokens, on whichever network; empty for all. One may stand alone, without a list.',
        example: ['ETH', 'USDT', 'USDC'],
      }),
  })
  .meta({ id: 'CreateCheckout' });

const PAGE = 'must be a whole number from 1';

export const listQuerySchema = z.strictObject({
  page: z.coerce.number({ error: PAGE }).int(PAGE).min(1, PAGE).max(1_000_000, PAGE).optional().meta({
    description: 'From 1. With `page` or `limit` the answer is a page; without either it is the bare list of all.',
  }),
  limit: listQuery.limit
    .removeDefault()
    .optional()
    .meta({ description: 'How many to a page, 1 to 100; 25 by default.' }),
});

const amount = z
  .custom<ExactNumber>(isExactNumber)
  .meta({ type: 'number', description: 'As it was sent, digit for digit.', example: 100 });
const nullableText = z.string().nullable();

export const checkoutObject: z.ZodType<Checkout> = z
  .object({
    id: z.uuid(),
    currency: z.string(),
    amount,
    email: nullableText,
    name: nullableText,
    productId: nullableText,
    productName: nullableText,
    productDescription: nullableText,
    allowedAssets: z.array(z.string()).meta({ description: 'As they were sent: empty for all.' }),
    expiresAt: instant,
    metadata: metadataShown,
    customerId: nullableText,
    redirectUrl: nullableText.meta({ description: 'The `successUrl`.' }),
    cancelUrl: nullableText,
    createdAt: instant,
    updatedAt: instant,
    customer: z.object({ id: nullableText, email: nullableText, name: nullableText }),
    status: z.enum(SESSION_STATUSES),
    checkoutUrl: z.string().meta({ description: 'Where the customer pays.' }),
  })
  .meta({ id: 'Checkout' });

const page = z
  .object({ data: z.array(checkoutObject), page: z.int(), totalItems: z.int(), limit: z.int() })
  .meta({ id: 'CheckoutPage' });

export const checkoutList = z.union([z.array(checkoutObject), page]).meta({ id: 'CheckoutList' });

export const noContent = z.null().meta({ description: 'No content.' });
