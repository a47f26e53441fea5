import type { Html } from './html.ts';
import { PICTURES } from './pictures.ts';

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Decimal text in dollars: an amount is never a number. */
  readonly price: string;
  /** The class of the picture's background. */
  readonly tint: string;
  readonly picture: Html;
}

export const PRODUCTS: readonly Product[] = [
  {
    id: 'first-flush',
    name: 'First flush Darjeeling',
    description: 'Picked in March, light and floral. 100 g in a tin.',
    price: '24.00',
    tint: 'sage',
    picture: PICTURES.tin,
  },
  {
    id: 'teapot',
    name: 'Stoneware teapot',
    description: 'Thrown and glazed by hand. Holds 0.6 litres.',
    price: '99.00',
    tint: 'clay',
    picture: PICTURES.teapot,
  },
  {
    id: 'cups',
    name: 'Pair of cups',
    description: 'For the teapot, or for two. Dishwasher safe.',
    price: '39.50',
    tint: 'mist',
    picture: PICTURES.cups,
  },
];

export function findProduct(id: string): Product | undefined {
  return PRODUCTS.find((product) => product.id === id);
}
