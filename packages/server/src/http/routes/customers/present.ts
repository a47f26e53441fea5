import type { z } from 'zod';
import type { Customer } from '../../../core/catalogue/customer.ts';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { isoTime } from '../../../core/resource/session-resource.ts';
import type { CustomerFields } from '../../../store/customers.ts';
import { toAddress } from '../address-fields.ts';
import { givenFields } from '../given-fields.ts';
import type { createBody, customerObject, updateBody } from './schema.ts';

const isoTimeOrNull = (at: number | null) => (at === null ? null : isoTime(at));

/** A customer as the API shows them. */
export function presentCustomer(customer: Customer): z.output<typeof customerObject> {
  return {
    id: toPublicId('customer', customer.id),
    object: 'customer',
    email: customer.email,
    name: customer.name,
    phone: customer.phone,
    billingAddress: customer.billingAddress,
    shippingAddress: customer.shippingAddress,
    metadata: customer.metadata,
    externalReference: customer.externalReference,
    archivedAt: isoTimeOrNull(customer.archivedAt),
    erasedAt: isoTimeOrNull(customer.erasedAt),
    livemode: customer.livemode,
    createdAt: isoTime(customer.createdAt),
    updatedAt: isoTime(customer.updatedAt),
  };
}

const NOTHING_KNOWN: CustomerFields = {
  email: null,
  name: null,
  phone: null,
  billingAddress: null,
  shippingAddress: null,
  metadata: null,
  externalReference: null,
};

export const toCustomerFields = (body: z.output<typeof createBody>): CustomerFields => ({
  ...NOTHING_KNOWN,
  ...toCustomerChange(body),
});

export function toCustomerChange({ billingAddress, shippingAddress, ...rest }: z.output<typeof updateBody>) {
  return givenFields({
    ...rest,
    ...(billingAddress !== undefined && { billingAddress: toAddress(billingAddress) }),
    ...(shippingAddress !== undefined && { shippingAddress: toAddress(shippingAddress) }),
  });
}
