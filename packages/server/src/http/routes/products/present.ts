import type { z } from 'zod';
import type { Product } from '../../../core/catalogue/product.ts';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { isoTime } from '../../../core/resource/session-resource.ts';
import type { ProductFields } from '../../../store/products.ts';
import { givenFields } from '../given-fields.ts';
import type { createBody, productObject, updateBody } from './schema.ts';

/** A product as the API shows it. */
export function presentProduct(product: Product): z.output<typeof productObject> {
  return {
    id: toPublicId('product', product.id),
    object: 'product',
    name: product.name,
    description: product.description,
    imageUrl: product.imageUrl,
    taxCategory: product.taxCategory,
    unitAmount: product.unitAmount,
    currency: product.currency,
    active: product.active,
    metadata: product.metadata,
    livemode: product.livemode,
    createdAt: isoTime(product.createdAt),
    updatedAt: isoTime(product.updatedAt),
  };
}

const NOTHING_KNOWN: Omit<ProductFields, 'name'> = {
  description: null,
  imageUrl: null,
  taxCategory: null,
  unitAmount: null,
  currency: null,
  active: true,
  metadata: null,
};

export function toProductFields({ name, ...rest }: z.output<typeof createBody>): ProductFields {
  return { ...NOTHING_KNOWN, ...givenFields(rest), name };
}

export const toProductChange = (body: z.output<typeof updateBody>): Partial<ProductFields> => givenFields(body);
