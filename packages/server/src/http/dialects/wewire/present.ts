import { exactNumber } from '../../../core/exact-number.ts';
import type { SessionResource } from '../../../core/resource/session-resource.ts';
import { envelope } from '../../../core/webhook/envelope.ts';
import type { PresentEvent } from '../dialect.ts';
import { isSession, ownFields } from '../own-fields.ts';
import { amountAsSent } from '../read-amount.ts';
import { plainUuid } from '../session-id.ts';

/** The assets as they were sent; of a session made through another API, those that it offers. */
function allowedAssets(session: SessionResource): readonly string[] {
  const { allowedAssets: sent } = ownFields(session, 'wewire');
  return Array.isArray(sent) ? sent : [...new Set(session.methods.map(({ symbol }) => symbol))];
}

/** A session as WeWire's checkout shows it. A number in it is its own text: `JSON.stringify` writes it digit for digit. */
export function checkout(session: SessionResource) {
  const amount = amountAsSent(ownFields(session, 'wewire')['amount'], session.amountTotal);
  const product = session.lineItems?.[0];
  const name = session.customerDetails?.name ?? null;
  return {
    id: plainUuid(session.id),
    currency: session.currency,
    amount: exactNumber(amount),
    email: session.customerEmail,
    name,
    productId: product?.productId ?? null,
    productName: product?.name ?? null,
    productDescription: product?.description ?? session.description,
    allowedAssets: allowedAssets(session),
    expiresAt: session.expiresAt,
    metadata: session.metadata ?? {},
    customerId: session.customerId,
    redirectUrl: session.successUrl,
    cancelUrl: session.cancelUrl,
    createdAt: session.createdAt,
    updatedAt: session.updatedAt,
    customer: { id: session.customerId, email: session.customerEmail, name },
    status: session.status,
    checkoutUrl: session.checkoutUrl,
  };
}
export type Checkout = ReturnType<typeof checkout>;

/** The canonical envelope around the checkout; what tells of no session stays as it is. */
export const presentWeWireEvent: PresentEvent = (event) => {
  const told = envelope(event);
  return isSession(told.data) ? { ...told, data: checkout(told.data) } : told;
};
