import type { z } from 'zod';
import { formatMoney } from '../../../core/money/amounts.ts';
import { NO_DETAILS } from '../../../core/session/details.ts';
import type { CreateSessionInput } from '../../../operations/create-session.ts';
import { type Method, methodsOf } from '../../../operations/method-catalogue.ts';
import { methodsOfSymbols } from '../../../operations/method-reference.ts';
import type { Principal } from '../../../operations/principal.ts';
import { type Refusal, refuse } from '../../../operations/refusal.ts';
import type { ApiDeps } from '../../api-deps.ts';
import type { FieldNames } from '../in-own-words.ts';
import { readAmount, sentText } from '../read-amount.ts';
import type { createBody } from './schema.ts';

/** Canonical names that read otherwise here. */
export const WEWIRE_NAMES: FieldNames = {
  'amount.value': 'amount',
  'amount.currency': 'currency',
  customerEmail: 'email',
};

type Body = z.output<typeof createBody>;

export function toCreateInput(deps: ApiDeps, principal: Principal, body: Body): CreateSessionInput | Refusal {
  const total = readAmount(body.amount, body.currency, { amount: 'amount', currency: 'currency' });
  if ('outcome' in total) return total;
  const methods = allowedMethods(methodsOf(deps.catalogue, principal.livemode), body.allowedAssets);
  if ('outcome' in methods) return methods;
  return {
    ...NO_DETAILS,
    total,
    allowedMethods: methods.ids,
    method: undefined,
    expiresIn: undefined,
    graceSeconds: undefined,
    lineItems: [productOf(body, formatMoney(total))],
    metadata: body.metadata,
    customerEmail: body.email,
    customerDetails: { name: body.name, phone: null, billingAddress: null, shippingAddress: null, custom: null },
    successUrl: body.successUrl,
    cancelUrl: body.cancelUrl,
    dialectFields: { dialect: 'wewire', fields: ownWords(body) },
  };
}

function productOf({ productId, productName, productDescription }: Body, unitAmount: string) {
  return {
    name: productName,
    description: productDescription,
    imageUrl: null,
    quantity: 1,
    unitAmount,
    productId,
    taxCategory: null,
  };
}

/** What the canonical session cannot say as it was sent. */
function ownWords({ amount, allowedAssets }: Body) {
  return { amount: sentText(amount), allowedAssets };
}

/** Every method whose asset is named, on whichever network; all of them where none is. */
function allowedMethods(
  methods: readonly Method[],
  symbols: readonly string[],
): { readonly ids: readonly string[] | undefined } | Refusal {
  if (symbols.length === 0) return { ids: undefined };
  const { ids, unknown } = methodsOfSymbols(methods, symbols);
  const [first] = unknown;
  if (first === undefined) return { ids };
  const offered = [...new Set(methods.map(({ asset }) => asset.symbol))].join(', ');
  const message = `«${first}» is not on offer. On offer: ${offered}.`;
  return refuse('method_not_offered', message, `allowedAssets.${symbols.indexOf(first)}`);
}
