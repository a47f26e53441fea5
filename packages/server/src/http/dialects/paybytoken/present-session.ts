import { toCheckoutId } from '../../../core/identity/checkout-id.ts';
import { toPublicId } from '../../../core/identity/public-id.ts';
import type { SessionResource } from '../../../core/resource/session-resource.ts';
import type { DialectContext } from '../dialect.ts';
import { ownFields } from '../own-fields.ts';
import { plainUuid } from '../session-id.ts';
import { chainLogoUrl, chainName, coinLogoUrl, coinName } from './names.ts';
import { selectedMethod } from './selected.ts';
import { statusWord } from './words.ts';

/** A session with every attribute of seed 001's table, in its order. */
export function checkoutSession(session: SessionResource, context: DialectContext) {
  const selected = selectedMethod(session);
  return {
    id: toCheckoutId(plainUuid(session.id), session.livemode),
    account_id: toPublicId('organization', context.organizationId),
    payment_intent_id: session.payments.find(({ method }) => method === selected?.id)?.id ?? null,
    // Never null there: without one the customer stays on the page.
    success_url: session.successUrl ?? session.checkoutUrl,
    cancel_url: session.cancelUrl ?? session.checkoutUrl,
    return_url: session.returnUrl,
    url: session.checkoutUrl,
    amount_subtotal: session.amountSubtotal,
    amount_total: session.amountTotal,
    currency: session.currency,
    chain: selected?.network ?? null,
    selected_token: selected?.symbol ?? null,
    supported_tokens: session.methods.map((method) => supportedToken(method, context)),
    mode: (ownFields(session, 'paybytoken')['mode'] as SessionResource['mode'] | undefined) ?? session.mode,
    discounts: session.discounts.map(discount),
    line_items: lineItems(session),
    status: statusWord(session),
    customer_id: session.customerId,
    customer_email: session.customerEmail,
    csrf_token: context.csrfTokenOf(session.id),
    description: session.description,
    metadata: session.metadata,
    exchange_rate: selected?.rate ?? null,
    expired_at: session.expiresAt as string | null,
    used_at: session.completedAt,
    accessed_at: session.accessedAt,
    created_at: session.createdAt,
    updated_at: session.updatedAt,
  };
}
export type CheckoutSession = ReturnType<typeof checkoutSession>;

function supportedToken(method: SessionResource['methods'][number], { publicUrl }: DialectContext) {
  return {
    chain: method.network,
    currency: method.symbol,
    name: coinName(method.symbol),
    decimals: method.decimals,
    chain_name: chainName(method.network),
    chain_logo_url: chainLogoUrl(publicUrl, method.network),
    contract_address: method.token,
    currency_logo_url: coinLogoUrl(publicUrl, method.symbol),
  };
}

/** What a request gave is there, and what the discount took off. */
interface Discount {
  readonly code?: string | undefined;
  readonly amount_off?: string | undefined;
  readonly percent_off?: string | undefined;
  readonly amount: string;
}

function discount({ code, percentOff, amountOff, amount }: SessionResource['discounts'][number]): Discount {
  return {
    ...(code !== null && { code }),
    ...(percentOff !== null ? { percent_off: percentOff } : { amount_off: amountOff ?? amount }),
    amount,
  };
}

function lineItems(session: SessionResource) {
  const images = ownFields(session, 'paybytoken')['images'] as readonly (readonly string[])[] | undefined;
  return (session.lineItems ?? []).map((item, index) => ({
    unit_amount: item.unitAmount,
    quantity: item.quantity,
    product_data: {
      name: item.name,
      description: item.description,
      // The canonical item has one picture; the others came with the request.
      images: images?.[index] ?? (item.imageUrl === null ? [] : [item.imageUrl]),
    },
  }));
}
