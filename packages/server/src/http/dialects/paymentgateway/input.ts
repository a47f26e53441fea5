import { toPublicId } from '../../../core/identity/public-id.ts';
import type { Money } from '../../../core/money/money.ts';
import { type Address, type CustomerDetails, NO_DETAILS } from '../../../core/session/details.ts';
import type { FindUrlFlaw } from '../../../core/webhook/outgoing.ts';
import { checkCurrency } from '../../../operations/check-amount.ts';
import type { CreateSessionInput } from '../../../operations/create-session.ts';
import type { Principal } from '../../../operations/principal.ts';
import { type Refusal, refuse } from '../../../operations/refusal.ts';
import type { Item } from './item-schema.ts';
import { checkItems, discountsOf, lineItemsOf } from './items.ts';
import { minorOf } from './minor-units.ts';
import type { CheckoutAddress, CreateBody } from './schema.ts';
import { readUrls } from './urls.ts';

export interface Place {
  readonly principal: Principal;
  readonly siteId: string;
  /** Drawn beforehand: URLs may carry it. */
  readonly sessionId: string;
  readonly findUrlFlaw: FindUrlFlaw;
}

/** The body as the operation takes it; refused under the body's own names. */
export function toCreateInput(body: CreateBody, place: Place): CreateSessionInput | Refusal {
  const { currency } = body;
  const total: Money = { minor: minorOf(body.amount), currency };
  const items = body.items ?? [];
  const refusal = checkCurrency(currency, 'currency') ?? checkTotal(total, items);
  if (refusal) return refusal;
  const urls = readUrls(place.findUrlFlaw, place.principal, body, toPublicId('session', place.sessionId));
  if ('outcome' in urls) return urls;
  return {
    ...NO_DETAILS,
    total,
    allowedMethods: undefined,
    method: undefined,
    expiresIn: undefined,
    graceSeconds: undefined,
    siteId: place.siteId,
    sessionId: place.sessionId,
    lineItems: items.length === 0 ? null : lineItemsOf(items, currency),
    discounts: items.some(({ itemType }) => itemType === 'discount') ? discountsOf(items, currency) : null,
    metadata: body.metadata ?? null,
    customerEmail: body.email ?? null,
    customerDetails: customerDetails(body),
    successUrl: urls.returnUrl ?? null,
    cancelUrl: urls.cancelUrl ?? null,
    dialectFields: { dialect: 'paymentgateway', fields: ownFields(body, urls.ipnUrl ?? null) },
  };
}

/** Zero only where items say why: discounts took all of it off. */
function checkTotal(total: Money, items: readonly Item[]): Refusal | undefined {
  if (items.length > 0) return checkItems(items, total);
  return total.minor > 0n ? undefined : refuse('amount_invalid', '`amount` must be above zero.', 'amount');
}

/** What the canonical API has no field for. */
function ownFields(body: CreateBody, ipnUrl: string | null): Readonly<Record<string, unknown>> {
  const { externalReference, invoiceNumber, clientId, items, billingAddress, shippingAddress } = body;
  const all = { externalReference, invoiceNumber, clientId, ipnUrl, items, billingAddress, shippingAddress };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value != null));
}

function customerDetails({ billingAddress, shippingAddress }: CreateBody): CustomerDetails | null {
  const person = billingAddress ?? shippingAddress;
  if (!person) return null;
  const name = [person.firstName, person.lastName].filter(Boolean).join(' ');
  return {
    name: name === '' ? null : name,
    phone: person.phone ?? shippingAddress?.phone ?? null,
    billingAddress: billingAddress ? canonicalAddress(billingAddress) : null,
    shippingAddress: shippingAddress ? canonicalAddress(shippingAddress) : null,
    custom: null,
  };
}

function canonicalAddress(address: CheckoutAddress): Address {
  return {
    line1: address.address1 ?? null,
    line2: address.address2 ?? null,
    city: address.city ?? null,
    region: null,
    postalCode: address.postcode ?? null,
    country: address.country ?? null,
  };
}
