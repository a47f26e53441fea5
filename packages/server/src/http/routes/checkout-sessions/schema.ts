import { z } from 'zod';
import type { SessionResource } from '../../../core/resource/session-resource.ts';
import { SESSION_STATUSES } from '../../../core/session/facts.ts';
import { listQuery } from '../../pagination.ts';

const text = (max: number) => z.string().max(max);
const url = text(2048).meta({
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
    example: 'Base:USDC',
  });

const metadata = z
  .record(z.string().min(1).max(64), text(500))
  .refine((pairs) => Object.keys(pairs).length <= 50, 'at most 50 keys')
  .meta({
    description: 'Up to 50 keys of 64 characters, values of 500. Comes back in every answer and event.',
    example: { orderId: '123' },
  });

const lineItem = z.strictObject({
  name: text(250).min(1),
  description: text(1000).nullish(),
  imageUrl: url.nullish(),
  quantity: z.number().int().min(1).max(1_000_000).default(1),
  unitAmount: text(40).meta({ description: 'Decimal text in the session’s currency.', example: '49.50' }),
});

export const createBody = z.strictObject({
  amount: z
    .strictObject({
      value: text(40).meta({ description: 'Decimal text: no float ever touches it.', example: '99.00' }),
      currency: text(8).meta({ description: 'ISO 4217.', example: 'USD' }),
    })
    .optional()
    .meta({ description: 'What to ask. Required as long as there are no payment links.' }),
  linkId: text(64).nullish().meta({ description: 'Payment links do not exist yet: any value answers 400.' }),
  allowedMethods: z.array(methodReference).max(50).optional(),
  method: methodReference.optional(),
  expiresIn: z
    .number()
    .int()
    .positive()
    .optional()
    .meta({ description: 'Seconds until the quote expires.', example: 900 }),
  graceSeconds: z
    .number()
    .int()
    .min(0)
    .optional()
    .meta({ description: 'Seconds after that in which a late payment still counts.' }),
  successUrl: url.nullish(),
  cancelUrl: url.nullish(),
  returnUrl: url.nullish(),
  customerEmail: z.email('an email address').max(254).nullish(),
  description: text(1000).nullish(),
  lineItems: z.array(lineItem).max(100).nullish(),
  metadata: metadata.nullish(),
});

const when = z.iso.datetime({ offset: true, error: 'an ISO 8601 time such as 2026-01-31T12:00:00Z' });

export const listQuerySchema = z
  .object({
    ...listQuery,
    status: z.enum(SESSION_STATUSES, { error: `one of ${SESSION_STATUSES.join(', ')}` }).optional(),
    created_gte: when.optional().meta({ description: 'Created at or after.' }),
    created_lt: when.optional().meta({ description: 'Created before.' }),
    customerEmail: z.string().max(254).optional(),
  })
  .catchall(z.string().max(500))
  .meta({ description: 'Metadata is filtered as `metadata[key]=value`.' });

const hex = z.templateLiteral(['0x', z.string()]);

const amountSums = z
  .object({
    fiat: z.object({ amount: z.string(), currency: z.string() }),
    fraction: z.string().meta({ description: 'Share of the total: decimal text, six digits, rounded down.' }),
    perAsset: z.array(z.object({ asset: z.string(), network: z.string(), atomic: z.string(), decimal: z.string() })),
  })
  .meta({ id: 'AmountSums' });

const methodObject = z
  .object({
    id: z.string(),
    network: z.string(),
    token: hex.nullable(),
    symbol: z.string(),
    decimals: z.number().int(),
    chainId: z.number().int(),
  })
  .meta({ id: 'Method' });

const quotedMethod = methodObject.extend({
  amount: z.object({ wei: z.string(), eth: z.string() }),
  rate: z.string(),
  requiredConfirmations: z.number().int(),
});

const transferObject = z
  .object({
    id: z.string(),
    network: z.string(),
    chainId: z.number().int().nullable(),
    asset: z.string().nullable(),
    token: hex.nullable(),
    txHash: hex,
    blockNumber: z.string(),
    blockHash: hex,
    amount: z.object({ wei: z.string(), eth: z.string().nullable() }),
    disposition: z.enum(['on_time', 'late', 'unexpected']),
    reason: z
      .enum(['unlisted_token', 'wrong_network', 'wrong_asset', 'after_cancel', 'after_grace', 'confirmed_late'])
      .nullable()
      .meta({ description: 'Why it does not count; null when it does.' }),
    confirmations: z.number().int(),
    requiredConfirmations: z.number().int(),
    confirmed: z.boolean(),
    arrivedAt: z.string(),
  })
  .meta({ id: 'Transfer' });

export const sessionObject: z.ZodType<SessionResource> = z
  .object({
    id: z.string().meta({ example: 'cs_01JQ…' }),
    object: z.literal('checkout_session'),
    linkId: z.string().nullable(),
    status: z.enum(SESSION_STATUSES),
    version: z.number().int(),
    address: hex.nullable(),
    amount: z.object({ wei: z.string(), eth: z.string() }).nullable(),
    fiat: z.object({ amount: z.string(), currency: z.string() }),
    ethPriceUsd: z.string().nullable(),
    expiresAt: z.string(),
    graceEndsAt: z.string(),
    paidAt: z.string().nullable(),
    txHash: hex.nullable(),
    chainId: z.number().int().nullable(),
    metadata: z.record(z.string(), z.string()).nullable(),
    successUrl: z.string().nullable(),
    cancelUrl: z.string().nullable(),
    returnUrl: z.string().nullable(),
    customerEmail: z.string().nullable(),
    livemode: z.boolean(),
    checkoutUrl: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    currency: z.string(),
    amountTotal: z.string(),
    method: methodObject.nullable(),
    methods: z.array(quotedMethod),
    payments: z.array(
      z.object({
        id: z.string(),
        method: z.string(),
        address: hex.nullable(),
        amount: z.object({ wei: z.string(), eth: z.string() }),
        createdAt: z.string(),
      }),
    ),
    transfers: z.array(transferObject),
    amountReceived: amountSums,
    amountConfirmed: amountSums,
    amountRemaining: amountSums,
    overpaidAmount: amountSums.nullable(),
    confirmations: z.number().int(),
    requiredConfirmations: z.number().int().nullable(),
    waitingFor: z.array(z.string()),
    canExtend: z.boolean(),
    description: z.string().nullable(),
    lineItems: z
      .array(
        z.object({
          name: z.string(),
          description: z.string().nullable(),
          imageUrl: z.string().nullable(),
          quantity: z.number().int(),
          unitAmount: z.string(),
        }),
      )
      .nullable(),
  })
  .meta({ id: 'CheckoutSession' });

export const idParams = z.object({ id: z.string().max(64) });
