import { isCurrency } from '../../../core/money/currency.ts';
import { NO_DETAILS } from '../../../core/session/details.ts';
import { checkCurrency } from '../../../operations/check-amount.ts';
import type { CreateSessionInput } from '../../../operations/create-session.ts';
import { type Method, methodsOf } from '../../../operations/method-catalogue.ts';
import { networkUnknown, resolveReference } from '../../../operations/method-reference.ts';
import { priceCart } from '../../../operations/price-cart.ts';
import type { Principal } from '../../../operations/principal.ts';
import { type Refusal, refuse } from '../../../operations/refusal.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import type { CreateIntentBody } from './intent-schema.ts';
import { tokenReference } from './tokens.ts';

/** A session that takes the named token alone, for the amount in what the token stands for, or in `currency`. */
export async function toIntentInput(
  deps: Pick<ApiDeps, 'store' | 'runtime' | 'catalogue'>,
  principal: Principal,
  body: CreateIntentBody,
): Promise<CreateSessionInput | Refusal> {
  if (body.amount === undefined) {
    const message = 'The field `amount` is required, or `checkout_session_id` for a session that there is.';
    throw new ApiError('parameter_missing', { param: 'amount', message });
  }
  const named = namedMethod(deps, principal, body);
  if (named.outcome === 'refused') return named;
  const currency = priceCurrency(body, named.method);
  if (typeof currency !== 'string') return currency;
  const priced = await priceCart(deps, principal, {
    currency,
    value: body.amount,
    lineItems: null,
    discounts: [],
    customerId: body.customer_id ?? null,
    customerEmail: body.customer_email ?? null,
    customerDetails: null,
  });
  if (priced.outcome === 'refused') return priced;
  const { outcome, ...cart } = priced;
  return {
    ...NO_DETAILS,
    ...cart,
    allowedMethods: [named.method.id],
    method: named.method.id,
    expiresIn: undefined,
    graceSeconds: undefined,
    description: body.description ?? null,
    metadata: body.metadata ?? null,
    successUrl: body.success_url ?? null,
    cancelUrl: body.cancel_url ?? null,
    returnUrl: body.return_url ?? null,
  };
}

/** A session that there is has its amount and its customer: nothing of them can be given again. */
export function refuseBeside({
  checkout_session_id,
  chain,
  currency,
  selected_token,
  ...beside
}: CreateIntentBody): void {
  const [param] = Object.entries(beside).find(([, value]) => value != null) ?? [];
  if (param === undefined) return;
  const message = `\`${param}\` belongs to a new session: leave it out beside \`checkout_session_id\`.`;
  throw new ApiError('parameter_invalid', { param, message });
}

interface NamedMethod {
  readonly outcome: 'named';
  readonly method: Method;
}

/** The token of `chain` that `selected_token`, or `currency`, names. */
export function namedMethod(
  { catalogue }: Pick<ApiDeps, 'catalogue'>,
  { livemode }: Principal,
  { chain, currency, selected_token }: Pick<CreateIntentBody, 'chain' | 'currency' | 'selected_token'>,
): NamedMethod | Refusal {
  const token = selected_token ?? currency;
  const resolved = resolveReference(methodsOf(catalogue, livemode), tokenReference({ chain, currency: token }));
  if (resolved.outcome === 'found') return { outcome: 'named', method: resolved.method };
  if (resolved.outcome === 'network_unknown') return networkUnknown('chain', chain, resolved.known, 'chain');
  const offered = resolved.ofNetwork.map(({ asset }) => asset.symbol).join(', ');
  const hint = selected_token === undefined && isCurrency(token) ? ' Name the token in `selected_token`.' : '';
  return refuse(
    'method_not_offered',
    `«${token}» is not on offer on ${chain}. On offer there: ${offered}.${hint}`,
    selected_token === undefined ? 'currency' : 'selected_token',
  );
}

/** What `amount` is in: 10 USDC are 10 dollars. A coin that stands for no currency has no amount of its own. */
function priceCurrency({ currency, selected_token }: CreateIntentBody, { asset }: Method): string | Refusal {
  if (selected_token !== undefined) return checkCurrency(currency, 'currency') ?? currency;
  if (asset.peggedTo !== null) return asset.peggedTo;
  return refuse(
    'currency_unknown',
    `${asset.symbol} stands for no currency: send \`selected_token\` "${asset.symbol}", and in \`currency\` what the amount is in, such as USD.`,
    'currency',
  );
}
