import { fromPublicId } from '../../../core/identity/public-id.ts';
import type { Money } from '../../../core/money/money.ts';
import { applyDiscounts, type DiscountTerms } from '../../../core/pricing/apply-discounts.ts';
import { parsePercent } from '../../../core/pricing/discount-terms.ts';
import { isRedirectUrl } from '../../../core/redirect-url.ts';
import { NO_DETAILS } from '../../../core/session/details.ts';
import { checkAmount, checkCurrency } from '../../../operations/check-amount.ts';
import type { CreateSessionInput } from '../../../operations/create-session.ts';
import type { MethodCatalogue } from '../../../operations/offer-methods.ts';
import { type Refusal, refuse } from '../../../operations/refusal.ts';
import { ApiError } from '../../errors.ts';
import type { CreateBody } from './create-schema.ts';
import { sentFields, textMetadata } from './sent-fields.ts';
import { allowedMethods } from './tokens.ts';

/** The body as the operation takes it; refused where an amount, an address or a token is none. */
export function toCreateInput(
  body: CreateBody,
  catalogue: MethodCatalogue,
  livemode: boolean,
): CreateSessionInput | Refusal {
  const subtotal = subtotalOf(body);
  if ('outcome' in subtotal) return subtotal;
  const image = badImage(body, livemode);
  if (image) return image;
  const terms = discountTerms(body);
  if ('outcome' in terms) return terms;
  const methods = allowedMethods(catalogue, livemode, body.supported_tokens);
  if ('outcome' in methods) return methods;
  const { total, applied } = applyDiscounts(subtotal, terms.terms);
  return {
    ...NO_DETAILS,
    total,
    allowedMethods: methods.references,
    method: undefined,
    expiresIn: undefined,
    graceSeconds: undefined,
    mode: body.mode,
    description: body.description ?? null,
    lineItems: body.line_items.map(lineItem),
    discounts: applied.length === 0 ? null : applied,
    metadata: textMetadata(body.metadata),
    customerEmail: body.customer_email ?? null,
    customerId: customerId(body.customer_id),
    successUrl: body.success_url ?? null,
    cancelUrl: body.cancel_url ?? null,
    returnUrl: body.return_url ?? null,
    dialectFields: sentFields(body),
  };
}

function lineItem({ unit_amount, quantity, product_data }: CreateBody['line_items'][number]) {
  return {
    name: product_data.name,
    description: product_data.description ?? null,
    imageUrl: product_data.images[0] ?? null,
    quantity,
    unitAmount: unit_amount,
    productId: null,
    taxCategory: null,
  };
}

function subtotalOf({ currency, line_items }: CreateBody): Money | Refusal {
  const unknown = checkCurrency(currency, 'currency');
  if (unknown) return unknown;
  let minor = 0n;
  for (const [index, item] of line_items.entries()) {
    const unit = checkAmount(item.unit_amount, currency, `line_items.${index}.unit_amount`);
    if ('outcome' in unit) return unit;
    minor += unit.minor * BigInt(item.quantity);
  }
  return { minor, currency };
}

/** The canonical item's own picture is looked at with it; the others here. */
function badImage({ line_items }: CreateBody, livemode: boolean): Refusal | undefined {
  for (const [item, { product_data }] of line_items.entries()) {
    const bad = product_data.images.findIndex((image) => !isRedirectUrl(image, livemode));
    if (bad < 0) continue;
    const param = `line_items.${item}.product_data.images.${bad}`;
    return refuse('url_invalid', `\`${param}\` is an absolute ${livemode ? 'https:' : 'https: or http:'} URL.`, param);
  }
  return undefined;
}

function discountTerms({ discounts, currency }: CreateBody): { readonly terms: readonly DiscountTerms[] } | Refusal {
  const terms: DiscountTerms[] = [];
  for (const [index, { code = null, amount_off, percent_off }] of (discounts ?? []).entries()) {
    const param = `discounts.${index}`;
    if ((amount_off === undefined) === (percent_off === undefined)) {
      const message = `\`${param}\` has exactly one of \`amount_off\` and \`percent_off\`.`;
      throw new ApiError('parameter_invalid', { param, message });
    }
    const named = { discountId: null, code, name: null };
    if (percent_off === undefined) {
      const amount = checkAmount(amount_off!, currency, `${param}.amount_off`);
      if ('outcome' in amount) return amount;
      terms.push({ ...named, percentOff: null, amountOff: amount_off! });
      continue;
    }
    if (parsePercent(percent_off) === null) {
      const message = `\`${param}.percent_off\` must be above 0 and at most 100, with at most 4 decimals, such as "12.5".`;
      return refuse('amount_invalid', message, `${param}.percent_off`);
    }
    terms.push({ ...named, percentOff: percent_off, amountOff: null });
  }
  return { terms };
}

function customerId(text: string | null | undefined): string | null {
  if (text == null) return null;
  const uuid = fromPublicId('customer', text);
  if (uuid !== undefined) return uuid;
  const message = '`customer_id` must be a customer of this server: `cus_…`.';
  throw new ApiError('parameter_invalid', { param: 'customer_id', message });
}
