import { z } from 'zod';
import { addressText, instant } from '../../routes/field-types.ts';
import { metadataShown } from '../../routes/metadata-field.ts';
import { listOf } from './list.ts';
import type { CheckoutSession } from './present-session.ts';
import { STATUSES } from './words.ts';

const text = z.string().nullable();

const supportedToken = z
  .object({
    chain: z.string().meta({ example: 'Base' }),
    currency: z.string().meta({ example: 'USDC' }),
    name: z.string().meta({ example: 'USD Coin' }),
    decimals: z.int().meta({ example: 6 }),
    chain_name: z.string().meta({ example: 'Base' }),
    chain_logo_url: z.string(),
    contract_address: addressText.nullable().meta({ description: 'Null for a native coin.' }),
    currency_logo_url: z.string(),
  })
  .meta({ id: 'PayByTokenSupportedToken' });

const discount = z
  .object({
    code: z.string().optional(),
    amount_off: z.string().optional(),
    percent_off: z.string().optional(),
    amount: z.string().meta({ description: 'What it took off.', example: '1.25' }),
  })
  .meta({ id: 'PayByTokenDiscount' });

const lineItem = z
  .object({
    unit_amount: z.string().meta({ example: '10' }),
    quantity: z.int(),
    product_data: z.object({ name: z.string(), description: text, images: z.array(z.string()) }),
  })
  .meta({ id: 'PayByTokenLineItem' });

/** The table of seed 001, in its order. */
export const sessionObject: z.ZodType<CheckoutSession> = z
  .object({
    id: z.string().meta({ example: 'chk_test_0001Jo3…' }),
    account_id: z.string().meta({ example: 'org_01JQ…' }),
    payment_intent_id: text.meta({
      description: 'Null until somebody chose how to pay, or paid.',
      example: 'pay_01JQ…',
    }),
    success_url: z.string().meta({ description: '`url` where none was given.' }),
    cancel_url: z.string().meta({ description: '`url` where none was given.' }),
    return_url: text,
    url: z.string().meta({ description: 'Where the shopper pays.' }),
    amount_subtotal: z.string().meta({ description: 'Before discounts.', example: '10.00' }),
    amount_total: z.string().meta({ description: 'After discounts.', example: '8.75' }),
    currency: z.string().meta({ example: 'USD' }),
    chain: text.meta({ description: 'Null until somebody chose how to pay, or paid.', example: 'Base' }),
    selected_token: text.meta({ description: 'Null until somebody chose how to pay, or paid.', example: 'USDC' }),
    supported_tokens: z.array(supportedToken),
    mode: z.enum(['payment', 'subscription']),
    discounts: z.array(discount),
    line_items: z.array(lineItem),
    status: z.enum(STATUSES),
    customer_id: text,
    customer_email: text,
    csrf_token: z.string().meta({ description: 'The hosted page of this session takes it with a post.' }),
    description: text,
    metadata: metadataShown.nullable(),
    exchange_rate: text.meta({ description: 'Price of one selected token in `currency`, locked at creation.' }),
    expired_at: instant.nullable().meta({ description: 'The deadline, before and after it.' }),
    used_at: instant.nullable().meta({ description: 'When it was completed; stays whatever comes later.' }),
    accessed_at: instant.nullable().meta({ description: 'The last load of the hosted page.' }),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'PayByTokenCheckoutSession' });

export const sessionList = listOf('PayByTokenCheckoutSessionList', sessionObject);
