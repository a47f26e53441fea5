import { z } from 'zod';
import { addressInput } from '../address-fields.ts';

const text = (max: number) => z.string().max(max);
const url = text(2048).meta({ description: 'An absolute https: address; http: also in test mode.' });

export const lineItemInput = z
  .strictObject({
    name: text(250).min(1).nullish().meta({ description: 'Required unless `productId` gives it.' }),
    description: text(1000).nullish(),
    imageUrl: url.nullish(),
    quantity: z.number().int().min(1).max(1_000_000).default(1),
    unitAmount: text(40).nullish().meta({
      description: 'Decimal text in the session’s currency; required unless `productId` gives it.',
      example: '49.50',
    }),
    productId: text(64).nullish().meta({
      description:
        '`prod_…` of this server fills in what the item leaves out. Anything else is your own and stays as it is.',
    }),
    taxCategory: text(64).nullish(),
  })
  .meta({ id: 'CreateLineItem' });

export const discountInput = z
  .strictObject({
    code: text(100)
      .nullish()
      .meta({ description: 'A code of a discount of yours, in capitals or not.', example: 'SUMMER' }),
    percentOff: text(20).nullish().meta({ description: 'Decimal text above 0 and up to 100.', example: '12.5' }),
    amountOff: text(40).nullish().meta({ description: 'Decimal text in the session’s currency.', example: '5.00' }),
    name: text(250)
      .nullish()
      .meta({ description: 'What the customer reads beside it; with a code its own name is shown.' }),
  })
  .meta({ id: 'CreateDiscountLine', description: 'Exactly one of `code`, `percentOff` and `amountOff`.' });

export const customerDetailsInput = z
  .strictObject({
    name: text(250).nullish(),
    phone: text(40).nullish(),
    billingAddress: addressInput.nullish(),
    shippingAddress: addressInput.nullish(),
    custom: z
      .record(z.string().min(1).max(64), text(500))
      .refine((answers) => Object.keys(answers).length <= 20, 'must have at most 20 keys')
      .nullish(),
  })
  .meta({ id: 'GivenCustomerDetails' });
