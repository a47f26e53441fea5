import { z } from 'zod';
import { listOf, listQuery } from '../../pagination.ts';
import { activeFilter, instant, instantFilter } from '../field-types.ts';
import { metadata, metadataShown } from '../metadata-field.ts';

const text = (max: number) => z.string().max(max);

const changeable = {
  name: text(250).nullish().meta({ description: 'What the customer reads beside it.', example: 'Summer sale' }),
  maxRedemptions: z.number().int().min(1).max(1_000_000_000).nullish().meta({
    description: 'How many sessions may use it; null: as many as like. Those that end unpaid give theirs back.',
  }),
  oncePerCustomer: z.boolean().optional().meta({
    description: 'Each customer once: by `customerId`, and by email address. A create must name one of them.',
  }),
  startsAt: instantFilter.nullish(),
  expiresAt: instantFilter.nullish().meta({ description: 'The first moment at which it counts no more.' }),
  active: z.boolean().optional().meta({ description: 'False archives it and frees its code.' }),
  metadata: metadata.nullish(),
};

export const createBody = z
  .strictObject({
    code: text(64)
      .min(1)
      .meta({ description: 'Letters, digits, `.`, `-`, `_`; compared without regard to capitals.', example: 'SUMMER' }),
    percentOff: text(20).nullish().meta({ description: 'Decimal text above 0 and up to 100.', example: '12.5' }),
    amountOff: text(40).nullish().meta({ description: 'Decimal text in `currency`.' }),
    currency: text(8).nullish().meta({ description: 'ISO 4217; with `amountOff`.' }),
    ...changeable,
  })
  .meta({ id: 'CreateDiscount', description: 'Exactly one of `percentOff` and `amountOff`.' });

export const updateBody = z.strictObject(changeable).meta({
  id: 'UpdateDiscount',
  description: 'Code and terms do not change: sessions were priced by them. Archive it and make another.',
});

export const discountListQuery = z.strictObject({
  ...listQuery,
  active: activeFilter,
  code: text(64).optional().meta({ description: 'In capitals or not.' }),
});

const nullableText = z.string().nullable();

export const discountObject = z
  .object({
    id: z.string().meta({ example: 'disc_01JQ…' }),
    object: z.literal('discount'),
    code: z.string().meta({ example: 'SUMMER' }),
    name: nullableText,
    percentOff: nullableText.meta({ example: '12.5' }),
    amountOff: nullableText,
    currency: nullableText,
    maxRedemptions: z.int().nullable(),
    timesRedeemed: z.int().meta({ description: 'Redemptions that stand, open sessions’ included.' }),
    oncePerCustomer: z.boolean(),
    startsAt: instant.nullable(),
    expiresAt: instant.nullable(),
    active: z.boolean(),
    metadata: metadataShown.nullable(),
    livemode: z.boolean(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Discount' });

export const discountList = listOf('DiscountList', discountObject);
