import { formatMoney, isTooMuchMoney, parseMoney } from '../core/money/amounts.ts';
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
  const { currency } = subtotal;
  const sum = sumOfLineItems(items, currency);
  if ('outcome' in sum) return sum;
  const foreign = items.findIndex(({ imageUrl }) => imageUrl !== null && !isRedirectUrl(imageUrl, livemode));
  if (foreign !== -1) {
    const param = `lineItems.${foreign}.imageUrl`;
    return refuse('url_invalid', `\`${param}\` is an absolute https: URL.`, param);
  }
  if (sum.minor === subtotal.minor) return undefined;
  return refuse(
    'line_items_mismatch',
    `The line items add up to ${formatMoney(sum)} ${currency}, but \`amount\` is ${formatMoney(subtotal)} ${currency}.`,
    'lineItems',
  );
}

/** Quantity × unit amount over all of them, exactly. */
export function sumOfLineItems(items: readonly LineItem[], currency: string): Money | Refusal {
  let minor = 0n;
  for (const [index, item] of items.entries()) {
    const unit = unitAmount(item, currency, `lineItems.${index}.unitAmount`);
    if ('outcome' in unit) return unit;
    minor += unit.minor * BigInt(item.quantity);
  }
  const sum = { minor, currency };
  if (!isTooMuchMoney(sum)) return sum;
  return refuse('amount_too_large', 'The line items add up to more digits than an amount can have.', 'lineItems');
}

/** An item may cost nothing: a gift beside what is paid for. */
function unitAmount({ unitAmount: text }: LineItem, currency: string, param: string): Money | Refusal {
  const parsed = parseMoney(text, currency);
  return parsed.kind === 'zero' ? parsed.money : checkAmount(text, currency, param);
}
