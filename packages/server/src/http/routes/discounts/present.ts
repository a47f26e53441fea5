import type { z } from 'zod';
import type { Discount } from '../../../core/catalogue/discount.ts';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { isoTime } from '../../../core/resource/session-resource.ts';
import type { DiscountChange } from '../../../operations/discount-changes.ts';
import type { DiscountFields } from '../../../store/discounts.ts';
import { givenFields } from '../given-fields.ts';
import type { createBody, discountObject, updateBody } from './schema.ts';

const isoTimeOrNull = (at: number | null) => (at === null ? null : isoTime(at));

/** A discount as the API shows it. */
export function presentDiscount(discount: Discount): z.output<typeof discountObject> {
  return {
    id: toPublicId('discount', discount.id),
    object: 'discount',
    code: discount.code,
    name: discount.name,
    percentOff: discount.percentOff,
    amountOff: discount.amountOff,
    currency: discount.currency,
    maxRedemptions: discount.maxRedemptions,
    timesRedeemed: discount.timesRedeemed,
    oncePerCustomer: discount.oncePerCustomer,
    startsAt: isoTimeOrNull(discount.startsAt),
    expiresAt: isoTimeOrNull(discount.expiresAt),
    active: discount.active,
    metadata: discount.metadata,
    livemode: discount.livemode,
    createdAt: isoTime(discount.createdAt),
    updatedAt: isoTime(discount.updatedAt),
  };
}

const UNLIMITED: Omit<DiscountFields, 'code' | 'percentOff' | 'amountOff' | 'currency'> = {
  name: null,
  maxRedemptions: null,
  oncePerCustomer: false,
  startsAt: null,
  expiresAt: null,
  active: true,
  metadata: null,
};

export function toDiscountFields(body: z.output<typeof createBody>): DiscountFields {
  const { code, percentOff = null, amountOff = null, currency = null, ...rest } = body;
  return { ...UNLIMITED, ...toDiscountChange(rest), code, percentOff, amountOff, currency };
}

export function toDiscountChange(body: z.output<typeof updateBody>): DiscountChange {
  const { startsAt, expiresAt, ...rest } = body;
  return givenFields({ ...rest, startsAt: momentOf(startsAt), expiresAt: momentOf(expiresAt) });
}

const momentOf = (text: string | null | undefined) => (text == null ? text : Date.parse(text));
