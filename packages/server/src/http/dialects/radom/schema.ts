import { z } from 'zod';
import { listOf, listQuery } from '../../pagination.ts';
import { url } from '../../routes/checkout-sessions/schema.ts';
import { addressText, hashText } from '../../routes/field-types.ts';
import { metadata, metadataShown } from '../../routes/metadata-field.ts';
import { exactNumberOrText, wholeNumberField } from '../number-fields.ts';
import { PAYMENT_SESSION_STATUSES, type PaymentSession } from './present.ts';

const network = z
  .string()
  .max(64)
  .meta({ description: 'By its name in `GET /api/v1/payment_methods`.', example: 'Ethereum' });

export const createBody = z
  .strictObject({
    total: exactNumberOrText.meta({
      type: ['number', 'string'],
      description: 'In major units. Read from the number’s own text: no float ever touches it.',
      example: 39.99,
    }),
    currency: z.string().max(8).meta({ description: 'ISO 4217.', example: 'USD' }),
    method: z
      .strictObject({
        network,
        token: z.string().max(64).nullish().meta({
          description: 'The token’s contract, in any case; null for the native coin.',
          example: '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48',
        }),
      })
      .meta({ description: 'What the customer has chosen: the session takes this method alone.' }),
    successUrl: url.nullish(),
    cancelUrl: url.nullish(),
    customerEmail: z.email('must be an email address').max(254).nullish(),
    description: z.string().max(1000).nullish(),
    metadata: metadata.nullish(),
    expiresIn: wholeNumberField.optional().meta({
      type: 'integer',
      description: 'Seconds until the quote expires; the site’s default where absent.',
      example: 1800,
    }),
  })
  .meta({ id: 'CreatePaymentSession' });

export const listQuerySchema = z.strictObject(listQuery);

const microsecondInstant = z.iso.datetime({ precision: 6 }).meta({ example: '2026-01-31T12:00:00.000000Z' });

const transaction = z
  .object({
    hash: hashText,
    network: z.string(),
    token: addressText.nullable(),
    amount: z.string().nullable().meta({ description: 'In whole units; null for a token outside the catalogue.' }),
    status: z
      .enum(['pending', 'confirmed', 'unexpected'])
      .meta({ description: 'An `unexpected` one does not count: another asset, or after the grace window.' }),
    confirmations: z.int(),
    createdAt: microsecondInstant.meta({ description: 'The time of its block.' }),
  })
  .meta({ id: 'PaymentSessionTransaction' });

export const paymentSessionObject: z.ZodType<PaymentSession> = z
  .object({
    id: z.uuid().meta({ example: '9280fe2b-888d-4a9c-9a2d-511e6b1d512a' }),
    method: z
      .object({ network, token: addressText.nullable() })
      .nullable()
      .meta({ description: 'What to send, and where; null where there is nothing to pay.' }),
    total: z.string().meta({ description: 'As it was sent.', example: '39.99' }),
    currency: z.string(),
    sessionStatus: z.enum(PAYMENT_SESSION_STATUSES),
    paymentTotal: z.string().meta({ description: 'What the customer sends, in whole units.', example: '39.997601' }),
    paymentAddress: addressText.nullable(),
    transactions: z.array(transaction),
    canExtend: z.boolean(),
    expiresAt: microsecondInstant,
    createdAt: microsecondInstant,
    checkoutUrl: z.string().meta({ description: 'The hosted page, for those who would rather not render their own.' }),
    successUrl: z.string().nullable(),
    cancelUrl: z.string().nullable(),
    customerEmail: z.string().nullable(),
    description: z.string().nullable(),
    metadata: metadataShown.nullable(),
    version: z
      .int()
      .meta({ description: 'Grows by one with each told change: of two states the higher is the later.' }),
    livemode: z.boolean(),
  })
  .meta({ id: 'PaymentSession' });

export const paymentSessionList = listOf('PaymentSessionList', paymentSessionObject);
