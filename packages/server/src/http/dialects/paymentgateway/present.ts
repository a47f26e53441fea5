import { type ExactNumber, exactNumber } from '../../../core/exact-number.ts';
import { parseMoney } from '../../../core/money/amounts.ts';
import type { SessionResource } from '../../../core/resource/session-resource.ts';
import { ownFields } from '../own-fields.ts';
import { plainUuid } from '../session-id.ts';
import type { CheckoutAddress } from './schema.ts';
import { checkoutStatus } from './status.ts';

/** Decimal text of ours as minor units: exact, however long. */
export function minorNumber(amount: string, currency: string): ExactNumber {
  const parsed = parseMoney(amount, currency);
  if (parsed.kind === 'invalid') throw new Error(`not an amount of ours: ${amount} ${currency}`);
  return exactNumber(parsed.money.minor.toString());
}

/** The four that a create answers with, and every other answer and notification begins with. */
export function handles(session: SessionResource) {
  const { id, checkoutUrl } = session;
  return { id: plainUuid(id), sessionPublicId: id, shortCode: id.slice('cs_'.length), paymentUrl: checkoutUrl };
}

export interface PresentedItem {
  readonly name?: string | null | undefined;
  readonly description: string;
  readonly quantity: number;
  readonly unitPrice: ExactNumber;
  readonly vatRate?: ExactNumber | undefined;
  readonly itemType: string;
}

/** As they were sent; of a session made through another API, its line items and discounts in these words. */
function itemsOf(session: SessionResource): readonly PresentedItem[] {
  const own = ownFields(session, 'paymentgateway')['items'];
  if (Array.isArray(own)) return own;
  const { currency } = session;
  const bought = (session.lineItems ?? []).map((item) => ({
    name: item.name,
    description: item.description ?? item.name,
    quantity: item.quantity,
    unitPrice: minorNumber(item.unitAmount, currency),
    itemType: 'goods',
  }));
  const takenOff = session.discounts.map(({ name, code, amount }) => ({
    name: name ?? code,
    description: name ?? code ?? 'Discount',
    quantity: 1,
    unitPrice: minorNumber(amount, currency),
    itemType: 'discount',
  }));
  return [...bought, ...takenOff];
}

type AddressKind = 'billingAddress' | 'shippingAddress';

function addressOf(session: SessionResource, kind: AddressKind): CheckoutAddress | null {
  const own = ownFields(session, 'paymentgateway')[kind];
  if (own !== undefined) return own as CheckoutAddress;
  const address = session.customerDetails?.[kind];
  if (!address) return null;
  return {
    address1: address.line1,
    address2: address.line2,
    city: address.city,
    postcode: address.postalCode,
    country: address.country,
    phone: session.customerDetails?.phone ?? null,
  };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A session as payment-gateway.app's checkouts show it. */
export function checkout(session: SessionResource) {
  const own = ownFields(session, 'paymentgateway');
  return {
    ...handles(session),
    siteId: session.siteId,
    status: checkoutStatus(session),
    sessionStatus: session.status,
    amount: minorNumber(session.amountTotal, session.currency),
    currency: session.currency,
    email: session.customerEmail,
    externalReference: textOf(own['externalReference']),
    invoiceNumber: textOf(own['invoiceNumber']),
    clientId: textOf(own['clientId']),
    items: itemsOf(session),
    billingAddress: addressOf(session, 'billingAddress'),
    shippingAddress: addressOf(session, 'shippingAddress'),
    returnUrl: session.successUrl,
    cancelUrl: session.cancelUrl,
    ipnUrl: textOf(own['ipnUrl']),
    metadata: session.metadata,
    livemode: session.livemode,
    expiresAt: session.expiresAt,
    paidAt: session.paidAt,
    createdAt: session.createdAt,
    updatedAt: session.updatedAt,
  };
}
export type Checkout = ReturnType<typeof checkout>;
