import { isRedirectUrl } from '../../../core/redirect-url.ts';
import { NO_DETAILS } from '../../../core/session/details.ts';
import type { Cart, CartDiscount } from '../../../operations/cart.ts';
import type { CreateSessionInput } from '../../../operations/create-session.ts';
import { priceCart } from '../../../operations/price-cart.ts';
import type { Principal } from '../../../operations/principal.ts';
import { type Refusal, refuse } from '../../../operations/refusal.ts';
import type { ApiDeps } from '../../api-deps.ts';
import type { CreateBody } from './create-schema.ts';
import { inMode } from './recurring.ts';
import { sentFields } from './sent-fields.ts';
import { allowedMethods } from './tokens.ts';

/** The body as the operation takes it; refused where an amount, an address, a token or a customer is none. */
export async function toCreateInput(
  deps: Pick<ApiDeps, 'store' | 'runtime' | 'catalogue' | 'createSession'>,
  principal: Principal,
  body: CreateBody,
): Promise<CreateSessionInput | Refusal> {
  const image = badImage(body, principal.livemode);
  if (image) return image;
  const methods = allowedMethods(deps.catalogue, principal.livemode, body.supported_tokens);
  if ('outcome' in methods) return methods;
  const priced = await priceCart(deps, principal, toCart(body));
  if (priced.outcome === 'refused') return priced;
  const { outcome, discounts, ...cart } = priced;
  return inMode(deps, principal, body, {
    ...NO_DETAILS,
    ...cart,
    discounts: discounts && withOwnCodes(discounts, body),
    allowedMethods: methods.references,
    method: undefined,
    expiresIn: undefined,
    graceSeconds: undefined,
    description: body.description ?? null,
    metadata: body.metadata ?? null,
    successUrl: body.success_url ?? null,
    cancelUrl: body.cancel_url ?? null,
    returnUrl: body.return_url ?? null,
    dialectFields: sentFields(body),
  });
}

function toCart(body: CreateBody): Cart {
  return {
    currency: body.currency,
    value: null,
    lineItems: body.line_items.map(({ unit_amount, quantity, product_data }) => ({
      name: product_data.name,
      description: product_data.description ?? null,
      imageUrl: product_data.images[0] ?? null,
      quantity,
      unitAmount: unit_amount,
      productId: null,
      taxCategory: null,
    })),
    discounts: (body.discounts ?? []).map(toCartDiscount),
    customerId: body.customer_id ?? null,
    customerEmail: body.customer_email ?? null,
    customerDetails: null,
  };
}

type DiscountBody = NonNullable<CreateBody['discounts']>[number];

/** A code beside terms is the client's own word for them; alone it names a discount of this server. */
function toCartDiscount({ code, amount_off, percent_off }: DiscountBody): CartDiscount {
  const spelledOut = amount_off !== undefined || percent_off !== undefined;
  return {
    code: spelledOut ? null : (code ?? null),
    percentOff: percent_off ?? null,
    amountOff: amount_off ?? null,
    name: null,
  };
}

function withOwnCodes(applied: NonNullable<CreateSessionInput['discounts']>, { discounts }: CreateBody) {
  return applied.map((each, index) =>
    each.discountId === null ? { ...each, code: discounts?.[index]?.code ?? null } : each,
  );
}

function badImage({ line_items }: CreateBody, livemode: boolean): Refusal | undefined {
  for (const [item, { product_data }] of line_items.entries()) {
    const bad = product_data.images.findIndex((image) => !isRedirectUrl(image, livemode));
    if (bad < 0) continue;
    const param = `line_items.${item}.product_data.images.${bad}`;
    return refuse('url_invalid', `\`${param}\` is an absolute ${livemode ? 'https:' : 'https: or http:'} URL.`, param);
  }
  return undefined;
}
