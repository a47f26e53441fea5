import { z } from 'zod';
import { type ExactNumber, isExactNumber } from '../../../core/exact-number.ts';
import { SESSION_STATUSES } from '../../../core/session/facts.ts';
import { instant } from '../../routes/field-types.ts';
import { metadataShown } from '../../routes/metadata-field.ts';
import type { Checkout, handles } from './present.ts';
import { IPN_STATUSES } from './status.ts';

const nullableText = z.string().nullable();
const number = z.custom<ExactNumber>((value) => isExactNumber(value) || typeof value === 'number');
export const minor = number.meta({ type: 'integer', description: 'In minor units.', example: 9900 });

const handleFields = {
  id: z.uuid(),
  sessionPublicId: z.string().meta({ example: 'cs_01JQ…' }),
  shortCode: z.string().meta({ description: 'As in `/checkout/{code}`.' }),
  paymentUrl: z.string().meta({ description: 'Where the customer pays.' }),
};

export const createdCheckout: z.ZodType<ReturnType<typeof handles>> = z
  .object(handleFields)
  .meta({ id: 'CreatedSiteCheckout' });

const item = z
  .object({
    name: nullableText.optional(),
    description: z.string(),
    quantity: z.int(),
    unitPrice: minor,
    vatRate: number.meta({ type: 'number' }).optional(),
    itemType: z.string(),
  })
  .meta({ id: 'PresentedCheckoutItem' });

const address = z
  .object({
    firstName: nullableText.optional(),
    lastName: nullableText.optional(),
    address1: nullableText.optional(),
    address2: nullableText.optional(),
    city: nullableText.optional(),
    postcode: nullableText.optional(),
    country: nullableText.optional(),
    phone: nullableText.optional(),
  })
  .meta({ id: 'PresentedCheckoutAddress' });

export const checkoutObject: z.ZodType<Checkout> = z
  .object({
    ...handleFields,
    siteId: z.string().meta({ example: 'site_01JQ…' }),
    status: z.literal(IPN_STATUSES).nullable().meta({
      description:
        '−2 cancelled or expired, −1 initiated, 0 pending, 1 completed, 2 failed, 3 refunded in whole; null until the buyer opens the page.',
    }),
    sessionStatus: z.enum(SESSION_STATUSES).meta({ description: 'The canonical API’s word for it.' }),
    amount: minor,
    currency: z.string(),
    email: nullableText,
    externalReference: nullableText,
    invoiceNumber: nullableText,
    clientId: nullableText,
    items: z.array(item),
    billingAddress: address.nullable(),
    shippingAddress: address.nullable(),
    returnUrl: nullableText,
    cancelUrl: nullableText,
    ipnUrl: nullableText,
    metadata: metadataShown.nullable(),
    livemode: z.boolean(),
    expiresAt: instant,
    paidAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'SiteCheckout' });

export const checkoutPage = z
  .object({
    data: z.array(checkoutObject),
    page: z.int(),
    limit: z.int(),
    totalItems: z.int(),
    totalPages: z.int(),
  })
  .meta({ id: 'SiteCheckoutPage' });
