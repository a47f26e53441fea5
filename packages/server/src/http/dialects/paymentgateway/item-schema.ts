import { z } from 'zod';
import { minorUnits, quantity, vatRate } from './minor-units.ts';

const ITEM_TYPES = ['goods', 'digital_service', 'shipping', 'tax', 'discount'] as const;
const text = (max: number) => z.string().max(max).min(1, 'must not be empty');

export const item = z
  .strictObject({
    name: text(250).nullish(),
    description: text(1000).meta({ example: 'Darjeeling, first flush' }),
    quantity,
    unitPrice: minorUnits.meta({ description: 'In minor units, tax included. A `discount` is taken off.' }),
    vatRate: vatRate.optional(),
    itemType: z.enum(ITEM_TYPES, { error: `must be one of ${ITEM_TYPES.join(', ')}` }),
  })
  .meta({ id: 'CheckoutItem' });
export type Item = z.output<typeof item>;
