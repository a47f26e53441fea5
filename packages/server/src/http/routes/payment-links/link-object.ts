import { z } from 'zod';
import { COLLECT_MODES, QUESTION_TYPES } from '../../../core/link/payment-link.ts';
import { listOf } from '../../pagination.ts';
import { instant } from '../field-types.ts';
import { metadataShown } from '../metadata-field.ts';

const mode = z.enum(COLLECT_MODES);
const amount = z.string().nullable();

export const paymentLinkObject = z
  .object({
    id: z.string().meta({ example: 'pl_01JQ…' }),
    object: z.literal('payment_link'),
    url: z.string().meta({ description: 'What you share.', example: 'https://pay.example.com/l/tea-club' }),
    slug: z.string(),
    qr: z
      .object({ svg: z.string(), png: z.string() })
      .meta({ id: 'LinkQr', description: 'Pictures of `url` as a QR code; public, like the link.' }),
    buttonSnippet: z.string().meta({ description: 'HTML for a button that leads to the link; needs no script.' }),
    siteId: z.string().meta({ example: 'site_01JQ…' }),
    livemode: z.boolean(),
    active: z.boolean(),
    name: z.string(),
    description: z.string().nullable(),
    imageUrl: z.string().nullable(),
    fiatAmount: amount.meta({ description: 'A fixed price, of one piece; null where the customer chooses.' }),
    fiatCurrency: z.string().meta({ example: 'USD' }),
    customerAmount: z
      .object({ minimum: amount, maximum: amount, preset: amount })
      .nullable()
      .meta({ description: 'Bounds of the amount that the customer chooses.' }),
    quantity: z.object({ minimum: z.int(), maximum: z.int() }).nullable().meta({ description: 'Null: always one.' }),
    allowedMethods: z.array(z.string()).meta({ description: 'Ids such as `Base:USDC`; empty: all that are on offer.' }),
    collect: z
      .object({ email: mode, name: mode, phone: mode, billingAddress: mode, shippingAddress: mode })
      .meta({ id: 'Collect' }),
    questions: z.array(
      z
        .object({
          key: z.string(),
          label: z.string(),
          type: z.enum(QUESTION_TYPES),
          required: z.boolean(),
          options: z.array(z.string()),
        })
        .meta({ id: 'LinkQuestion' }),
    ),
    useLimit: z.int().nullable(),
    uses: z.object({ completed: z.int(), reserved: z.int() }).meta({
      id: 'LinkUses',
      description:
        '`completed`: sessions that were paid. `reserved`: sessions that can still be paid; a use comes back when one ends unpaid.',
    }),
    successUrl: z.string().nullable(),
    cancelUrl: z.string().nullable(),
    expiresIn: z.int().nullable(),
    metadata: metadataShown.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'PaymentLink' });

export const paymentLinkList = listOf('PaymentLinkList', paymentLinkObject);

export const deletedPaymentLink = z
  .object({ id: z.string(), object: z.literal('payment_link'), deleted: z.literal(true) })
  .meta({ id: 'DeletedPaymentLink' });
