/** What the checkout shows now. Only for what the page shows: fulfilment waits for the webhook. */
export interface CheckoutStateDetail {
  /** `cs_…`; null on a payment link's page before there is a session. */
  readonly sessionId: string | null;
  /** As in the API: `pending`, `detected`, …, `paid`. */
  readonly status: string | null;
  /** Grows by one with each told change. */
  readonly version: number | null;
}

/**
 * `address_invalid`: neither `url` nor `link` is an http(s) address. `unreachable`: the server does not answer.
 * `framing_refused`: it answers, but its page may not stand in this one: the site does not name this origin.
 * `link_inactive`: the payment link takes no payment now, being switched off, deleted, used up or in use; its page says why.
 */
export type CheckoutErrorReason = 'address_invalid' | 'unreachable' | 'framing_refused' | 'link_inactive';

export interface CheckoutErrorDetail {
  readonly reason: CheckoutErrorReason;
}

/** What the element dispatches; every event bubbles. */
export interface OpentillCheckoutEventMap {
  /** The checkout stands there. Again whenever the frame has loaded anew, as after «start again». */
  'opentill:ready': CustomEvent<CheckoutStateDetail>;
  /** The status, or the version, is another than was told last. */
  'opentill:status': CustomEvent<CheckoutStateDetail>;
  /** `paid` or `paid_late`, once for each session. No proof of payment. */
  'opentill:paid': CustomEvent<CheckoutStateDetail>;
  /** Once for each session; a payment in its grace window can still be told as paid. */
  'opentill:expired': CustomEvent<CheckoutStateDetail>;
  /** The customer, or your page, has closed it. */
  'opentill:close': CustomEvent<CheckoutStateDetail>;
  'opentill:error': CustomEvent<CheckoutErrorDetail>;
}

declare global {
  interface HTMLElementEventMap extends OpentillCheckoutEventMap {}
}
