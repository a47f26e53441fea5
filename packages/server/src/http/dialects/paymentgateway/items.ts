import { formatMoney } from '../../../core/money/amounts.ts';
import type { Money } from '../../../core/money/money.ts';
import type { AppliedDiscount, LineItem } from '../../../core/session/details.ts';
import { type Refusal, refuse } from '../../../operations/refusal.ts';
import type { Item } from './item-schema.ts';
import { minorOf } from './minor-units.ts';

const isDiscount = ({ itemType }: Item) => itemType === 'discount';
const isFree = ({ unitPrice }: Item) => minorOf(unitPrice) === 0n;
const lineMinor = ({ unitPrice, quantity }: Item) => minorOf(unitPrice) * BigInt(quantity);

/** The items must add up to the amount, discounts taken off; the refusal says both figures, in minor units as they came. */
export function checkItems(items: readonly Item[], total: Money): Refusal | undefined {
  const sum = items.reduce((minor, item) => (isDiscount(item) ? minor - lineMinor(item) : minor + lineMinor(item)), 0n);
  if (sum === total.minor) return undefined;
  return refuse('line_items_mismatch', `\`items\` add up to ${sum}, but \`amount\` is ${total.minor}.`, 'items');
}

/** What is bought, as the page lists it. What is free stays with the merchant's own items. */
export function lineItemsOf(items: readonly Item[], currency: string): readonly LineItem[] {
  return items
    .filter((item) => !isDiscount(item) && !isFree(item))
    .map((item) => ({
      name: item.name ?? item.description.slice(0, 250),
      description: item.name == null ? null : item.description,
      imageUrl: null,
      quantity: item.quantity,
      unitAmount: formatMoney({ minor: minorOf(item.unitPrice), currency }),
      productId: null,
      taxCategory: item.itemType,
    }));
}

export function discountsOf(items: readonly Item[], currency: string): readonly AppliedDiscount[] {
  return items
    .filter((item) => isDiscount(item) && !isFree(item))
    .map((item) => {
      const amount = formatMoney({ minor: lineMinor(item), currency });
      const name = item.name ?? item.description.slice(0, 250);
      return { discountId: null, code: null, name, percentOff: null, amountOff: amount, amount };
    });
}
