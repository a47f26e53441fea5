import type { Insertable, Selectable } from 'kysely';
import type { LinkPrice, PaymentLink, PaymentLinkSettings } from '../core/link/payment-link.ts';
import { toTimestamp } from './database.ts';
import type { PaymentLinksTable } from './tables-links.ts';

/** A row of `payment_links` as the core knows it. */
export function toPaymentLink(row: Selectable<PaymentLinksTable>): PaymentLink {
  return {
    organizationId: row.organization_id,
    id: row.id,
    livemode: row.livemode,
    siteId: row.site_id,
    slug: row.slug,
    name: row.name,
    description: row.description,
    imageUrl: row.image_url,
    active: row.active,
    price: toPrice(row),
    allowedMethods: row.allowed_methods,
    collect: row.collect,
    questions: row.questions,
    useLimit: row.use_limit,
    successUrl: row.success_url,
    cancelUrl: row.cancel_url,
    expiresIn: row.expires_in,
    metadata: row.metadata,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
  };
}

function toPrice(row: Selectable<PaymentLinksTable>): LinkPrice {
  const { currency } = row;
  if (row.amount === null) {
    return {
      kind: 'customer',
      currency,
      minimum: row.amount_min,
      maximum: row.amount_max,
      preset: row.amount_preset,
    };
  }
  const quantity =
    row.quantity_min === null || row.quantity_max === null
      ? null
      : { minimum: row.quantity_min, maximum: row.quantity_max };
  return { kind: 'fixed', unit: { minor: row.amount, currency }, quantity };
}

type PriceColumns =
  | 'currency'
  | 'amount_kind'
  | 'amount'
  | 'amount_min'
  | 'amount_max'
  | 'amount_preset'
  | 'quantity_min'
  | 'quantity_max';

const UNPRICED = { amount: null, amount_min: null, amount_max: null, amount_preset: null };
const NO_QUANTITY = { quantity_min: null, quantity_max: null };

function priceColumns(price: LinkPrice): Pick<Insertable<PaymentLinksTable>, PriceColumns> {
  if (price.kind === 'customer') {
    return {
      ...NO_QUANTITY,
      currency: price.currency,
      amount_kind: 'customer',
      amount: null,
      amount_min: price.minimum,
      amount_max: price.maximum,
      amount_preset: price.preset,
    };
  }
  const { unit, quantity } = price;
  const bounds = quantity && { quantity_min: quantity.minimum, quantity_max: quantity.maximum };
  return {
    ...UNPRICED,
    currency: unit.currency,
    amount_kind: 'fixed',
    amount: unit.minor,
    ...(bounds ?? NO_QUANTITY),
  };
}

/** What the merchant decides, and when it was decided, as columns. */
export function settingsColumns(settings: PaymentLinkSettings, updatedAt: number) {
  return {
    ...priceColumns(settings.price),
    name: settings.name,
    description: settings.description,
    image_url: settings.imageUrl,
    active: settings.active,
    allowed_methods: [...settings.allowedMethods],
    collect: JSON.stringify(settings.collect),
    questions: JSON.stringify(settings.questions),
    use_limit: settings.useLimit,
    success_url: settings.successUrl,
    cancel_url: settings.cancelUrl,
    expires_in: settings.expiresIn,
    metadata: settings.metadata === null ? null : JSON.stringify(settings.metadata),
    updated_at: toTimestamp(updatedAt),
  };
}
