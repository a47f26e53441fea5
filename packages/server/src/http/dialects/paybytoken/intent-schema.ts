import { z } from 'zod';
import { listQuery } from '../../pagination.ts';
import { url } from '../../routes/checkout-sessions/schema.ts';
import { addressText, hashText, instant } from '../../routes/field-types.ts';
import { metadata, metadataShown } from '../../routes/metadata-field.ts';
import { amountText } from './create-schema.ts';
import { listOf } from './list.ts';
import type { PaymentIntent } from './present-intent.ts';
import { STATUSES } from './words.ts';

const nullableText = z.string().nullable();

export const createIntentBody = z
  .strictObject({
    checkout_session_id: z.string().max(64).optional().meta({
      description: 'Chooses how this session is paid. Without it a session is made, which takes this token alone.',
      example: 'chk_test_0001Jo3…',
    }),
    chain: z.string().max(64).meta({ description: 'The network’s name.', example: 'Base' }),
    currency: z.string().max(32).meta({
      description: 'The token’s symbol; with `selected_token` the ISO 4217 currency of `amount`.',
      example: 'USDC',
    }),
    selected_token: z.string().max(32).optional().meta({ description: 'The token’s symbol.', example: 'USDC' }),
    amount: amountText.optional(),
    success_url: url.nullish(),
    cancel_url: url.nullish(),
    return_url: url.nullish(),
    customer_id: z.string().max(64).nullish(),
    customer_email: z.email('must be an email address').max(254).nullish(),
    description: z.string().max(1000).nullish(),
    metadata: metadata.nullish(),
  })
  .meta({ id: 'PayByTokenCreatePaymentIntent' });
export type CreateIntentBody = z.output<typeof createIntentBody>;

export const intentListQuery = z.strictObject({
  ...listQuery,
  checkout_session_id: z.string().max(64).optional().meta({ description: 'Attempts at this session.' }),
});

export const intentObject: z.ZodType<PaymentIntent> = z
  .object({
    id: z.string().meta({ example: 'pay_01JQ…' }),
    object: z.literal('payment_intent'),
    account_id: z.string(),
    checkout_session_id: z.string().meta({ example: 'chk_test_0001Jo3…' }),
    status: z.enum(STATUSES).meta({ description: '`canceled` too where another attempt completed the session.' }),
    amount: z.string().meta({ description: 'The session’s total.', example: '10.00' }),
    currency: z.string().meta({ example: 'USD' }),
    chain: z.string(),
    selected_token: z.string(),
    contract_address: addressText.nullable().meta({ description: 'Null for a native coin.' }),
    amount_requested: z.string().meta({ description: 'In the token.', example: '10' }),
    amount_received: z.string().meta({ description: 'In the token: what counts.', example: '0' }),
    exchange_rate: z.string(),
    one_time_address: addressText.nullable().meta({ description: 'Where to send.' }),
    payer_address: addressText.nullable().meta({ description: 'Who sent it.' }),
    tx_hash: hashText.nullable(),
    customer_id: nullableText,
    customer_email: nullableText,
    description: nullableText,
    metadata: metadataShown.nullable(),
    livemode: z.boolean(),
    expired_at: instant,
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'PayByTokenPaymentIntent' });

export const intentList = listOf('PayByTokenPaymentIntentList', intentObject);
