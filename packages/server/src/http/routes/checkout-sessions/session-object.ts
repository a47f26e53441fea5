import { z } from 'zod';
import type { SessionResource } from '../../../core/resource/session-resource.ts';
import { SESSION_STATUSES } from '../../../core/session/facts.ts';
import { listOf } from '../../pagination.ts';
import { addressText, hashText, instant } from '../field-types.ts';
import { metadataShown } from '../metadata-field.ts';
import { amountSums, cryptoAmount, fiatAmount } from './amounts.ts';
import { sessionDetailFields } from './session-detail-fields.ts';
import { transferObject } from './transfer-object.ts';

const methodShape = {
  id: z.string().meta({ example: 'Base:USDC' }),
  network: z.string().meta({ example: 'Base' }),
  token: addressText.nullable().meta({ description: 'The token’s contract; null for the native coin.' }),
  symbol: z.string().meta({ example: 'USDC' }),
  decimals: z.int().meta({ example: 6 }),
  chainId: z.int().meta({ example: 8453 }),
};

const method = z.object(methodShape).meta({ id: 'Method', description: 'A coin or token on a network.' });

const quotedMethod = z
  .object({
    ...methodShape,
    amount: cryptoAmount,
    rate: z.string().meta({ description: 'Price of one whole unit in the session’s currency.' }),
    requiredConfirmations: z.int(),
  })
  .meta({ id: 'QuotedMethod', description: 'A method with its quote, locked when the session was created.' });

const payment = z
  .object({
    id: z.string().meta({ example: 'pay_01JQ…' }),
    method: z.string().meta({ example: 'Base:USDC' }),
    address: addressText.nullable(),
    amount: cryptoAmount,
    createdAt: instant,
  })
  .meta({ id: 'Payment', description: 'One attempt: a method that was chosen, or paid without being chosen.' });

export const lineItem = z
  .object({
    name: z.string(),
    description: z.string().nullable(),
    imageUrl: z.string().nullable(),
    quantity: z.int(),
    unitAmount: z.string().meta({ description: 'Decimal text in the session’s currency.' }),
    productId: z.string().nullable().meta({ description: '`prod_…` of this server, or the merchant’s own.' }),
    taxCategory: z.string().nullable(),
  })
  .meta({ id: 'LineItem' });

const status = z.enum(SESSION_STATUSES).meta({
  id: 'SessionStatus',
  description: '`paid` and `paid_late` are the two in which the money is certain. See docs/api/statuses.md.',
});

export const sessionObject: z.ZodType<SessionResource> = z
  .object({
    id: z.string().meta({ example: 'cs_01JQ…' }),
    object: z.literal('checkout_session'),
    linkId: z.string().nullable().meta({ description: 'The payment link that it came from.' }),
    mode: z.enum(['payment', 'subscription']),
    siteId: z.string().meta({ example: 'site_01JQ…' }),
    status,
    version: z
      .int()
      .meta({ description: 'Grows by one with each told change: of two states the higher is the later.' }),
    address: addressText.nullable().meta({ description: 'Where to send; null where there is nothing to pay.' }),
    amount: cryptoAmount.nullable().meta({ description: 'What to send, by the chosen method.' }),
    fiat: fiatAmount,
    ethPriceUsd: z
      .string()
      .nullable()
      .meta({ description: 'The native coin of `chainId` in US dollars, locked at creation; also for tokens.' }),
    expiresAt: instant,
    graceEndsAt: instant.meta({ description: 'Until then a late payment still counts.' }),
    paidAt: instant.nullable().meta({ description: 'When the payment had the confirmations that it needs.' }),
    txHash: hashText
      .nullable()
      .meta({ description: 'The transaction that reached the asked amount; until then the latest counted.' }),
    chainId: z.int().nullable(),
    metadata: metadataShown.nullable(),
    successUrl: z.string().nullable(),
    cancelUrl: z.string().nullable(),
    returnUrl: z.string().nullable(),
    customerEmail: z.string().nullable(),
    livemode: z.boolean(),
    checkoutUrl: z.string().meta({ description: 'Where the customer pays.' }),
    createdAt: instant,
    updatedAt: instant,
    currency: z.string(),
    amountSubtotal: z.string().meta({ description: 'Before discounts.' }),
    amountDiscount: z.string().meta({ description: 'All discounts together.' }),
    amountTotal: z.string().meta({ description: 'What is asked: the subtotal less the discounts.' }),
    method: method.nullable().meta({ description: 'The chosen method.' }),
    methods: z.array(quotedMethod).meta({ description: 'All that are offered: a transfer in any of them counts.' }),
    payments: z.array(payment),
    transfers: z.array(transferObject).meta({
      description:
        'In chain order, 70 at most: the first and the last 25 that count, then the newest unexpected ones. The amounts sum all that count.',
    }),
    transfersTotal: z.int().meta({ description: 'How many there are: more than `transfers` lists when that was cut.' }),
    amountReceived: amountSums,
    amountConfirmed: amountSums,
    amountRemaining: amountSums,
    overpaidAmount: amountSums.nullable(),
    confirmations: z.int().meta({ description: 'Of the least confirmed transfer that counts.' }),
    requiredConfirmations: z.int().nullable(),
    waitingFor: z.array(z.string()).meta({ description: 'Networks not yet read past the deadline.' }),
    canExtend: z.boolean(),
    graceOver: z
      .boolean()
      .meta({ description: 'Every network has been read past `graceEndsAt`: nothing more counts by itself.' }),
    description: z.string().nullable(),
    lineItems: z.array(lineItem).nullable(),
    ...sessionDetailFields,
  })
  .meta({ id: 'CheckoutSession' });

export const sessionList = listOf('CheckoutSessionList', sessionObject);
