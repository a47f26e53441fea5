import type { Product } from '../core/catalogue/product.ts';
import { fromPublicId } from '../core/identity/public-id.ts';
import type { LineItem } from '../core/session/details.ts';
import type { Queries } from '../store/database.ts';
import { findProducts, markProductsUsed } from '../store/products.ts';
import type { CartItem } from './cart.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';

/** As much as a request may bring by itself: every event of the session carries them. */
const MOST_CHARACTERS = 256 * 1024;

export interface FillDeps {
  readonly store: Queries;
  readonly runtime: Runtime;
}

interface FilledItems {
  readonly outcome: 'filled';
  readonly lineItems: readonly LineItem[];
}

/**
 * Line items with what their products say of them: name, description, image, tax category and price, each where the item
 * itself says nothing. A `productId` that is no id of ours is the merchant's own and means nothing here.
 */
export async function fillLineItems(
  { store, runtime }: FillDeps,
  principal: Principal,
  items: readonly CartItem[],
  currency: string,
): Promise<FilledItems | Refusal> {
  const products = await findProducts(store, principal, [...new Set(items.flatMap(productUuid))]);
  const lineItems: LineItem[] = [];
  for (const [index, item] of items.entries()) {
    const filled = fill(item, products, currency, `lineItems.${index}`);
    if ('outcome' in filled) return filled;
    lineItems.push(filled);
  }
  if (products.size > 0 && JSON.stringify(lineItems).length > MOST_CHARACTERS) return tooLong();
  const unused = [...products.values()].filter((product) => product.firstUsedAt === null).map(({ id }) => id);
  if (unused.length > 0) await markProductsUsed(store, principal, unused, runtime.now());
  return { outcome: 'filled', lineItems };
}

function tooLong(): Refusal {
  const message =
    'With what their products say of them the line items come to more than 256 kB: leave some out, or give short descriptions of your own.';
  return refuse('line_items_too_long', message, 'lineItems');
}

function productUuid({ productId }: CartItem): string[] {
  const uuid = productId === null ? undefined : fromPublicId('product', productId);
  return uuid === undefined ? [] : [uuid];
}

function fill(
  item: CartItem,
  products: ReadonlyMap<string, Product>,
  currency: string,
  param: string,
): LineItem | Refusal {
  const [uuid] = productUuid(item);
  const product = uuid === undefined ? undefined : products.get(uuid);
  if (uuid !== undefined && product === undefined) {
    return refuse(
      'product_not_found',
      `\`${param}.productId\`: there is no such product for this key.`,
      `${param}.productId`,
    );
  }
  if (product?.active === false) {
    return refuse('product_inactive', `\`${param}.productId\`: this product is archived.`, `${param}.productId`);
  }
  const name = item.name ?? product?.name;
  if (name === undefined) return missing(`${param}.name`);
  const unitAmount = item.unitAmount ?? product?.unitAmount ?? undefined;
  if (unitAmount === undefined) return missing(`${param}.unitAmount`);
  if (item.unitAmount === null && product?.currency !== currency) {
    return refuse(
      'currency_mismatch',
      `\`${param}.unitAmount\`: the product’s price is in ${product?.currency}, the session in ${currency}. Give the price here.`,
      `${param}.unitAmount`,
    );
  }
  return {
    name,
    description: item.description ?? product?.description ?? null,
    imageUrl: item.imageUrl ?? product?.imageUrl ?? null,
    quantity: item.quantity,
    unitAmount,
    productId: item.productId,
    taxCategory: item.taxCategory ?? product?.taxCategory ?? null,
  };
}

const missing = (param: string) =>
  refuse('line_item_incomplete', `\`${param}\` is required: no product of yours gives it.`, param);
