export interface Product {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Decimal text in dollars. */
  readonly price: string;
  /** Inline drawing, 96 × 96. */
  readonly picture: string;
}

const drawing = (body: string) => `<svg viewBox="0 0 96 96" aria-hidden="true" focusable="false">${body}</svg>`;

export const PRODUCTS: readonly Product[] = [
  {
    id: 'first-flush',
    name: 'First flush Darjeeling',
    description: 'Picked in March, light and floral. 100 g in a tin.',
    price: '24.00',
    picture: drawing(
      '<rect x="26" y="22" width="44" height="56" rx="6" fill="#2f6f5e"/><rect x="24" y="16" width="48" height="12" rx="4" fill="#24564a"/><rect x="33" y="40" width="30" height="24" rx="3" fill="#f4ead7"/><path d="M48 45c7 3 7 11 0 15-7-4-7-12 0-15z" fill="#2f6f5e"/>',
    ),
  },
  {
    id: 'teapot',
    name: 'Stoneware teapot',
    description: 'Thrown and glazed by hand in Jingdezhen. 0.6 litres.',
    price: '99.00',
    picture: drawing(
      '<path d="M22 46c-8-4-12 10 2 16" fill="none" stroke="#8a4b2f" stroke-width="6" stroke-linecap="round"/><path d="M74 44c6 0 8-4 12-8" fill="none" stroke="#8a4b2f" stroke-width="7" stroke-linecap="round"/><path d="M22 50a26 22 0 0 1 52 0v8a22 18 0 0 1-52 0z" fill="#b5673f"/><path d="M32 38a16 8 0 0 1 32 0z" fill="#8a4b2f"/><circle cx="48" cy="28" r="4" fill="#8a4b2f"/>',
    ),
  },
  {
    id: 'cups',
    name: 'Pair of cups',
    description: 'For the teapot, or for two. Dishwasher safe.',
    price: '39.50',
    picture: drawing(
      '<path d="M14 40h32v14a14 14 0 0 1-32 0z" fill="#54799c"/><path d="M46 44h4a6 6 0 0 1 0 12h-4" fill="none" stroke="#3c5a77" stroke-width="4"/><path d="M50 52h28v12a12 12 0 0 1-28 0z" fill="#7c9dbb"/><path d="M78 55h4a5 5 0 0 1 0 10h-4" fill="none" stroke="#54799c" stroke-width="4"/>',
    ),
  },
];

export function findProduct(id: string): Product | undefined {
  return PRODUCTS.find((product) => product.id === id);
}
