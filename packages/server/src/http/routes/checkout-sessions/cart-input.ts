import type { z } from 'zod';
import type { CustomerDetails } from '../../../core/session/details.ts';
import type { Cart } from '../../../operations/cart.ts';
import { toAddress } from '../address-fields.ts';
import type { customerDetailsInput, discountInput, lineItemInput } from './cart-schema.ts';

/** The part of a create's body that says what is bought, by whom, and what is taken off. */
export interface CartBody {
  readonly amount: { readonly value?: string | undefined; readonly currency: string };
  readonly lineItems?: readonly z.output<typeof lineItemInput>[] | null | undefined;
  readonly discounts?: readonly z.output<typeof discountInput>[] | null | undefined;
  readonly customerId?: string | null | undefined;
  readonly customerEmail?: string | null | undefined;
  readonly customerDetails?: z.output<typeof customerDetailsInput> | null | undefined;
}

export function toCart(body: CartBody): Cart {
  return {
    currency: body.amount.currency,
    value: body.amount.value ?? null,
    lineItems: body.lineItems?.map(toCartItem) ?? null,
    discounts: (body.discounts ?? []).map(({ code = null, percentOff = null, amountOff = null, name = null }) => ({
      code,
      percentOff,
      amountOff,
      name,
    })),
    customerId: body.customerId ?? null,
    customerEmail: body.customerEmail ?? null,
    customerDetails: toCustomerDetails(body.customerDetails),
  };
}

export const toCartItem = (item: z.output<typeof lineItemInput>) => ({
  name: item.name ?? null,
  description: item.description ?? null,
  imageUrl: item.imageUrl ?? null,
  quantity: item.quantity,
  unitAmount: item.unitAmount ?? null,
  productId: item.productId ?? null,
  taxCategory: item.taxCategory ?? null,
});

function toCustomerDetails(given: CartBody['customerDetails']): CustomerDetails | null {
  if (given == null) return null;
  return {
    name: given.name ?? null,
    phone: given.phone ?? null,
    billingAddress: toAddress(given.billingAddress),
    shippingAddress: toAddress(given.shippingAddress),
    custom: given.custom ?? null,
  };
}
