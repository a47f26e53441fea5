import { z } from 'zod';
import { listOf, listQuery } from '../../pagination.ts';
import { activeFilter, instant } from '../field-types.ts';
import { metadata, metadataShown } from '../metadata-field.ts';

const text = (max: number) => z.string().max(max);

const fields = {
  name: text(250).min(1).meta({ example: 'Green tea' }),
  description: text(1000).nullish(),
  imageUrl: text(2048).nullish().meta({ description: 'An absolute https: address; http: also in test mode.' }),
  taxCategory: text(64).nullish(),
  unitAmount: text(40).nullish().meta({
    description: 'Decimal text in `currency`. Without it each line item names its own price.',
    example: '49.50',
  }),
  currency: text(8).nullish().meta({ description: 'ISO 4217; with `unitAmount`.', example: 'USD' }),
  active: z.boolean().optional().meta({ description: 'False archives it: no new line item can name it.' }),
  metadata: metadata.nullish(),
};

export const createBody = z.strictObject(fields).meta({ id: 'CreateProduct' });
export const updateBody = z.strictObject({ ...fields, name: fields.name.optional() }).meta({ id: 'UpdateProduct' });
export const productListQuery = z.strictObject({ ...listQuery, active: activeFilter });

const nullableText = z.string().nullable();

export const productObject = z
  .object({
    id: z.string().meta({ example: 'prod_01JQ…' }),
    object: z.literal('product'),
    name: z.string(),
    description: nullableText,
    imageUrl: nullableText,
    taxCategory: nullableText,
    unitAmount: nullableText.meta({ example: '49.50' }),
    currency: nullableText.meta({ example: 'USD' }),
    active: z.boolean(),
    metadata: metadataShown.nullable(),
    livemode: z.boolean(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Product' });

export const productList = listOf('ProductList', productObject);
