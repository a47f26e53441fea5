import type { LinkPrice, QuantityBounds } from '../core/link/payment-link.ts';
import { formatMoney } from '../core/money/amounts.ts';
import { checkAmount, checkCurrency } from './check-amount.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Bounds of an amount that the customer chooses, as decimal text. */
export interface CustomerAmountInput {
  readonly minimum?: string | null | undefined;
  readonly maximum?: string | null | undefined;
  readonly preset?: string | null | undefined;
}

/** The price as a merchant writes it: a fixed amount, or one that the customer chooses. */
export interface LinkPriceInput {
  readonly fiatCurrency: string;
  readonly fiatAmount?: string | null | undefined;
  readonly customerAmount?: CustomerAmountInput | null | undefined;
  /** Null: always one. */
  readonly quantity?: QuantityBounds | null | undefined;
}

export function readLinkPrice(input: LinkPriceInput): LinkPrice | Refusal {
  const unknown = checkCurrency(input.fiatCurrency, 'fiatCurrency');
  if (unknown) return unknown;
  const { fiatAmount, customerAmount } = input;
  if (fiatAmount != null && customerAmount != null) {
    return refuse(
      'payment_link_invalid',
      'Send either `fiatAmount`, a fixed price, or `customerAmount`, one that the customer chooses; not both.',
      'customerAmount',
    );
  }
  if (customerAmount != null) return readCustomerAmount(customerAmount, input);
  if (fiatAmount != null) return readFixed(fiatAmount, input);
  return refuse(
    'payment_link_invalid',
    'Send `fiatAmount`, such as "99.00", or `customerAmount`, such as {"minimum": "5.00"}.',
    'fiatAmount',
  );
}

function readFixed(amount: string, { fiatCurrency, quantity }: LinkPriceInput): LinkPrice | Refusal {
  const unit = checkAmount(amount, fiatCurrency, 'fiatAmount');
  if ('outcome' in unit) return unit;
  if (quantity != null && quantity.minimum > quantity.maximum) {
    return refuse('payment_link_invalid', '`quantity.minimum` is above `quantity.maximum`.', 'quantity.minimum');
  }
  return { kind: 'fixed', unit, quantity: quantity ?? null };
}

function readCustomerAmount(
  bounds: CustomerAmountInput,
  { fiatCurrency, quantity }: LinkPriceInput,
): LinkPrice | Refusal {
  if (quantity != null) {
    return refuse('payment_link_invalid', '`quantity` goes with a fixed `fiatAmount` only.', 'quantity');
  }
  const read: Record<keyof CustomerAmountInput, bigint | null> = { minimum: null, maximum: null, preset: null };
  for (const field of ['minimum', 'maximum', 'preset'] as const) {
    const text = bounds[field];
    if (text == null) continue;
    const money = checkAmount(text, fiatCurrency, `customerAmount.${field}`);
    if ('outcome' in money) return money;
    read[field] = money.minor;
  }
  const { minimum, maximum, preset } = read;
  if (minimum !== null && maximum !== null && minimum > maximum) return outOfOrder('minimum', 'is above', 'maximum');
  if (minimum !== null && preset !== null && preset < minimum) return outOfOrder('preset', 'is below', 'minimum');
  if (maximum !== null && preset !== null && preset > maximum) return outOfOrder('preset', 'is above', 'maximum');
  return { kind: 'customer', currency: fiatCurrency, ...read };
}

const outOfOrder = (field: string, relation: string, other: string): Refusal =>
  refuse(
    'payment_link_invalid',
    `\`customerAmount.${field}\` ${relation} \`customerAmount.${other}\`.`,
    `customerAmount.${field}`,
  );

/** The same price as a merchant would write it. */
export function priceInputOf(price: LinkPrice): Required<LinkPriceInput> {
  if (price.kind === 'fixed') {
    const { unit, quantity } = price;
    return { fiatCurrency: unit.currency, fiatAmount: formatMoney(unit), customerAmount: null, quantity };
  }
  const { currency } = price;
  const text = (minor: bigint | null) => (minor === null ? null : formatMoney({ minor, currency }));
  const customerAmount = { minimum: text(price.minimum), maximum: text(price.maximum), preset: text(price.preset) };
  return { fiatCurrency: currency, fiatAmount: null, customerAmount, quantity: null };
}
