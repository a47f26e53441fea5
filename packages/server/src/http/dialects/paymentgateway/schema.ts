import { z } from 'zod';
import { url } from '../../routes/checkout-sessions/schema.ts';
import { metadata } from '../../routes/metadata-field.ts';
import { item } from './item-schema.ts';
import { minorUnits } from './minor-units.ts';

const text = (max: number) => z.string().max(max);
const reference = text(255).min(1, 'must not be empty');

const TRANSACTION_ID = '`{transactionId}` in its path, query or fragment becomes the checkout’s `sessionPublicId`.';

const address = z
  .strictObject({
    firstName: text(100).nullish(),
    lastName: text(100).nullish(),
    address1: text(200).nullish(),
    address2: text(200).nullish(),
    city: text(100).nullish(),
    postcode: text(20).nullish(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be two capital letters of ISO 3166-1, such as GB')
      .nullish()
      .meta({ example: 'GB' }),
    phone: text(40).nullish(),
  })
  .meta({ id: 'CheckoutAddress' });
export type CheckoutAddress = z.output<typeof address>;

const ipnUrl = url.meta({
  description: `Where notifications go. ${TRANSACTION_ID}`,
  example: 'https://shop.example/ipn',
});

/** What may still be changed of a checkout that waits for its payment. */
const changeable = {
  email: z.email('must be an email address').max(254).nullish(),
  returnUrl: url.nullish().meta({ description: `Where the customer goes who has paid. ${TRANSACTION_ID}` }),
  cancelUrl: url.nullish().meta({ description: `Where the customer goes who gives up. ${TRANSACTION_ID}` }),
  ipnUrl: ipnUrl.nullish(),
  externalReference: reference.nullish().meta({ description: 'Comes back in notifications.', example: 'order-123' }),
  invoiceNumber: reference.nullish().meta({ description: 'Comes back in their place where there is none.' }),
  clientId: reference.nullish(),
  metadata: metadata.nullish(),
};

export const createBody = z
  .strictObject({
    amount: minorUnits,
    currency: text(8).meta({ description: 'ISO 4217.', example: 'USD' }),
    ...changeable,
    items: z.array(item).max(100).nullish().meta({ description: 'They must add up to `amount`.' }),
    billingAddress: address.nullish(),
    shippingAddress: address.nullish(),
  })
  .meta({ id: 'CreateSiteCheckout' });
export type CreateBody = z.output<typeof createBody>;

const fixed = (what: string) =>
  z
    .undefined({ error: `cannot be changed: ${what}. Create another checkout` })
    .meta({ not: {}, description: 'Cannot be changed.' });
const TERMS = 'it is part of the terms that the customer was shown';

export const updateBody = z
  .strictObject({
    ...changeable,
    amount: fixed(TERMS).optional(),
    currency: fixed(TERMS).optional(),
    items: fixed(TERMS).optional(),
    status: fixed('it follows from the payment').optional(),
  })
  .meta({ id: 'UpdateSiteCheckout' });
export type UpdateBody = z.output<typeof updateBody>;

export const siteParams = z.object({
  siteId: z.string().max(64).meta({ description: 'The site, `site_…` or its UUID.' }),
});
export const checkoutParams = z.object({
  id: z.string().max(64).meta({ description: 'The checkout’s `id`, `sessionPublicId` or `shortCode`.' }),
});
