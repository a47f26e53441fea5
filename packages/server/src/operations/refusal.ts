/** Why an operation did nothing. Each code has its row in `http/errors.ts`, which the compiler checks. */
export const REFUSAL_CODES = [
  'amount_invalid',
  'amount_too_large',
  'currency_unknown',
  'method_not_offered',
  'network_unknown',
  'line_items_mismatch',
  'expiry_out_of_bounds',
  'url_invalid',
  'rate_unavailable',
  'network_unavailable',
  'no_network',
  'no_receiving_key',
  'session_not_found',
  'session_ended',
  'session_has_payment',
  'extension_not_allowed',
  'restart_not_allowed',
  'scenario_not_possible',
  'test_mode_only',
  'test_clock_not_found',
  'test_clock_backwards',
  'test_clock_too_far',
  'test_clock_moved',
  'webhook_endpoint_not_found',
  'webhook_url_refused',
  'webhook_endpoint_disabled',
  'webhook_endpoint_of_ipn',
  'too_many_webhook_endpoints',
  'event_not_found',
  'webhook_delivery_not_found',
  'starting_after_not_found',
  'accept_not_allowed',
  'unexpected_transfer_not_found',
  'unexpected_transfer_resolved',
  'transfer_unconfirmed',
  'site_not_found',
  'field_not_changeable',
  'payment_link_not_found',
  'payment_link_inactive',
  'payment_link_limit_reached',
  'payment_link_invalid',
  'slug_invalid',
  'slug_taken',
  'product_not_found',
  'product_inactive',
  'product_price_incomplete',
  'line_item_incomplete',
  'currency_mismatch',
  'amount_missing',
  'percent_invalid',
  'discount_not_found',
  'discount_code_unknown',
  'discount_ambiguous',
  'discount_code_invalid',
  'discount_repeated',
  'discount_not_started',
  'discount_expired',
  'discount_exhausted',
  'discount_needs_customer',
  'discount_already_redeemed',
  'discount_code_taken',
  'discount_window_empty',
  'customer_not_found',
  'customer_archived',
  'customer_erased',
  'customer_reference_taken',
  'subscription_not_found',
  'subscription_customer_missing',
  'subscription_ends_too_soon',
  'subscription_over',
  'subscription_paused',
  'subscription_not_paused',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** A named «no»: nothing has changed. */
export interface Refusal {
  readonly outcome: 'refused';
  readonly code: RefusalCode;
  /** What is wrong and what to do instead, for this very request. */
  readonly message: string;
  /** The request's field at fault, as the API spells it. */
  readonly param?: string;
}

export function refuse(code: RefusalCode, message: string, param?: string): Refusal {
  return { outcome: 'refused', code, message, ...(param === undefined ? {} : { param }) };
}
