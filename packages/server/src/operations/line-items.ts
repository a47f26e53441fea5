import { formatMoney } from '../core/money/amounts.ts';
import type { Money } from '../core/money/money.ts';
import { isRedirectUrl } from '../core/redirect-url.ts';
import type { LineItem } from '../core/session/session.ts';
import { checkAmount } from './check-amount.ts';
import { type Refusal, refuse } from './refusal.ts';

/** The items' sum must be what is asked before discounts, to the unit; the refusal says both figures. */
export function checkLineItems(
  items: readonly LineItem[] | null,
  subtotal: Money,
  livemode: boolean,
): Refusal | undefined {
  if (items === null || items.length === 0) return undefined;
  let sum = 0n;
  for (const [index, item] of items.entries()) {
    const param = `lineItems.${index}`;
    const unit = checkAmount(item.unitAmount, subtotal.currency, `${param}.unitAmount`);
    if ('outcome' in unit) return unit;
    if (item.imageUrl !== null && !isRedirectUrl(item.imageUrl, livemode)) {
      return refuse('url_invalid', `\`${param}.imageUrl\` is an absolute https: URL.`, `${param}.imageUrl`);
    }
    sum += unit.minor * BigInt(item.quantity);
  }
  if (sum === subtotal.minor) return undefined;
  const { currency } = subtotal;
  return refuse(
    'line_items_mismatch',
    `The line items add up to ${formatMoney({ minor: sum, currency })} ${currency}, but \`amount\` is ${formatMoney(subtotal)} ${currency}.`,
    'lineItems',
  );
}
