import type { RefusalCode } from '../operations/refusal.ts';

export type ErrorType =
  | 'authentication'
  | 'permission'
  | 'invalid_request'
  | 'not_found'
  | 'conflict'
  | 'rate_limited'
  | 'server';

interface ErrorRow {
  readonly type: ErrorType;
  readonly status: number;
  /** What it means and how to mend it, for docs/errors.md and where the raiser gives no closer words. */
  readonly message: string;
}

const refusals = {
  amount_invalid: {
    type: 'invalid_request',
    status: 400,
    message: 'The amount is not a positive decimal with at most the digits that its currency has.',
  },
  amount_too_large: {
    type: 'invalid_request',
    status: 400,
    message: 'The amount is above what the asset, or this server, can take in one payment.',
  },
  currency_unknown: {
    type: 'invalid_request',
    status: 400,
    message: 'The currency is not an ISO 4217 code in capitals, such as USD.',
  },
  method_not_offered: {
    type: 'invalid_request',
    status: 400,
    message: 'This payment method is not on offer. GET /api/v1/payment_methods lists those that are.',
  },
  network_unknown: {
    type: 'invalid_request',
    status: 400,
    message: 'No network of this name is switched on for this key. GET /api/v1/payment_methods lists those that are.',
  },
  line_items_too_long: {
    type: 'invalid_request',
    status: 400,
    message: 'With what their products say of them the line items come to more than 256 kB.',
  },
  line_items_mismatch: {
    type: 'invalid_request',
    status: 400,
    message: 'The line items do not add up to the amount.',
  },
  expiry_out_of_bounds: {
    type: 'invalid_request',
    status: 400,
    message: 'The duration lies outside the bounds that this server allows.',
  },
  url_invalid: {
    type: 'invalid_request',
    status: 400,
    message: 'The URL is not an absolute https: (in test mode also http:) address.',
  },
  rate_unavailable: {
    type: 'server',
    status: 503,
    message: 'No trustworthy price is known for this currency at the moment. Nothing was created; try again shortly.',
  },
  network_unavailable: {
    type: 'server',
    status: 503,
    message: 'The network cannot be read at the moment. Nothing was changed; try again shortly.',
  },
  no_network: {
    type: 'conflict',
    status: 409,
    message:
      'The server has no network switched on for this key’s mode: trying again mends nothing. Its operator sets `OPENTILL_RPC_<NETWORK>` and starts it again.',
  },
  no_receiving_key: {
    type: 'server',
    status: 503,
    message:
      'The server has no extended public key for this mode yet. Its operator adds one with `opentill xpubs add`.',
  },
  site_not_found: {
    type: 'not_found',
    status: 404,
    message: 'There is no such site for this key.',
  },
  accept_not_allowed: {
    type: 'conflict',
    status: 409,
    message: 'Only an underpaid session of which everything that came is confirmed can be accepted.',
  },
  unexpected_transfer_not_found: {
    type: 'not_found',
    status: 404,
    message: 'There is no such unexpected transfer for this key.',
  },
  unexpected_transfer_resolved: {
    type: 'conflict',
    status: 409,
    message: 'A decision about this transfer has been made, or it is gone from the chain.',
  },
  no_transfer: {
    type: 'conflict',
    status: 409,
    message: 'A balance holds more than the books know of: no transfer that could be attached or refunded.',
  },
  transfer_unconfirmed: {
    type: 'conflict',
    status: 409,
    message: 'The transfer has not the confirmations that its session asks for yet.',
  },
  refund_not_found: { type: 'not_found', status: 404, message: 'There is no such refund for this key.' },
  refund_method_missing: {
    type: 'invalid_request',
    status: 400,
    message: 'The session was paid in several assets: say with `method` which one goes back.',
  },
  refund_amount_exceeded: {
    type: 'conflict',
    status: 409,
    message: 'That is more than what was received in this asset, is confirmed, and has not been refunded.',
  },
  refund_address_invalid: {
    type: 'invalid_request',
    status: 400,
    message: 'The address is none that a refund on this network can be sent to.',
  },
  refund_act_not_allowed: {
    type: 'conflict',
    status: 409,
    message: 'The refund has come too far, or not far enough, for that: see its `status`.',
  },
  refund_in_progress: {
    type: 'conflict',
    status: 409,
    message: 'A refund of this transfer is under way. Cancel that first.',
  },
  refund_too_early: {
    type: 'conflict',
    status: 409,
    message:
      'More money can still count as payment of this session: what came can be refunded when it is paid or over.',
  },
  session_refunded: {
    type: 'conflict',
    status: 409,
    message: 'A refund of what was credited to this session was made: what has gone back pays nothing any more.',
  },
  transfer_refunded: {
    type: 'conflict',
    status: 409,
    message: 'A part of this transfer has gone back. The rest can be refunded or written off.',
  },
  subscription_not_found: { type: 'not_found', status: 404, message: 'There is no such subscription for this key.' },
  subscription_customer_missing: {
    type: 'invalid_request',
    status: 400,
    message: 'A subscription needs somebody to send its renewals to: `customerEmail` or `customerId`.',
  },
  subscription_ends_too_soon: {
    type: 'invalid_request',
    status: 400,
    message: 'The subscription would end before its first paid period begins.',
  },
  subscription_over: {
    type: 'conflict',
    status: 409,
    message: 'The subscription is canceled or has ended; nothing was changed. The customer can start another one.',
  },
  subscription_paused: {
    type: 'conflict',
    status: 409,
    message: 'The subscription is already paused; nothing was changed.',
  },
  subscription_not_paused: {
    type: 'conflict',
    status: 409,
    message: 'There is nothing to resume: the subscription is neither paused nor canceled at its period’s end.',
  },
  field_not_changeable: {
    type: 'conflict',
    status: 409,
    message: 'This field of the checkout cannot be changed, as it was made; nothing was changed.',
  },
  session_not_found: { type: 'not_found', status: 404, message: 'There is no such checkout session for this key.' },
  session_ended: {
    type: 'conflict',
    status: 409,
    message: 'The session has already ended; nothing was changed.',
  },
  session_has_payment: {
    type: 'conflict',
    status: 409,
    message: 'A payment has been seen for this session; nothing was changed.',
  },
  extension_not_allowed: {
    type: 'conflict',
    status: 409,
    message: 'The session cannot be extended: see `canExtend`.',
  },
  restart_not_allowed: {
    type: 'conflict',
    status: 409,
    message: 'This session cannot be started again.',
  },
  scenario_not_possible: {
    type: 'conflict',
    status: 409,
    message: 'The scenario cannot be played on this session as it stands.',
  },
  test_mode_only: {
    type: 'permission',
    status: 403,
    message: 'This exists in test mode only. Use a ck_test_… key on a server with a devnet.',
  },
  test_clock_not_found: {
    type: 'not_found',
    status: 404,
    message: 'There is no such test clock for this key.',
  },
  test_clock_backwards: {
    type: 'invalid_request',
    status: 400,
    message: 'A test clock never goes back. Advance it to a later moment, or make another one.',
  },
  test_clock_too_far: {
    type: 'invalid_request',
    status: 400,
    message: 'A test clock is at most ten years ahead, and can be moved 1000 times. Make another one.',
  },
  test_clock_moved: {
    type: 'conflict',
    status: 409,
    message: 'The test clock was moved at this moment. Nothing was created; try again.',
  },
  webhook_endpoint_not_found: {
    type: 'not_found',
    status: 404,
    message: 'There is no such webhook endpoint for this key.',
  },
  webhook_url_refused: {
    type: 'invalid_request',
    status: 400,
    message: 'This URL cannot be a webhook endpoint: it must be a public https: address (http: in test mode).',
  },
  webhook_endpoint_disabled: {
    type: 'conflict',
    status: 409,
    message: 'The webhook endpoint is disabled. Enable it with PATCH {"status": "enabled"} first.',
  },
  webhook_endpoint_of_ipn: {
    type: 'conflict',
    status: 409,
    message: 'This endpoint stands for the ipnUrls of checkouts: it can be disabled and enabled, nothing else.',
  },
  too_many_webhook_endpoints: {
    type: 'conflict',
    status: 409,
    message: 'The number of webhook endpoints is limited. Delete one that is no longer used.',
  },
  event_not_found: { type: 'not_found', status: 404, message: 'There is no such event for this key.' },
  webhook_delivery_not_found: {
    type: 'not_found',
    status: 404,
    message: 'There is no such webhook delivery for this key.',
  },
  starting_after_not_found: {
    type: 'invalid_request',
    status: 400,
    message: '`starting_after` does not name an object of this list.',
  },
  payment_link_not_found: { type: 'not_found', status: 404, message: 'There is no such payment link for this key.' },
  payment_link_inactive: {
    type: 'invalid_request',
    status: 400,
    message: 'The payment link is not active. PATCH it with {"active": true} to take payments again.',
  },
  payment_link_limit_reached: {
    type: 'invalid_request',
    status: 400,
    message:
      'The payment link’s use limit is reached. Raise `useLimit`, or wait until a session that is open ends unpaid.',
  },
  payment_link_invalid: {
    type: 'invalid_request',
    status: 400,
    message: 'These fields of a payment link do not go together.',
  },
  slug_invalid: {
    type: 'invalid_request',
    status: 400,
    message: 'A slug is 3 to 64 small letters, digits and single hyphens, and none of the server’s own words.',
  },
  slug_taken: {
    type: 'conflict',
    status: 409,
    message: 'Another payment link has this slug. Choose another, or leave it out for a random one.',
  },
  product_not_found: {
    type: 'not_found',
    status: 404,
    message: 'There is no such product for this key.',
  },
  product_inactive: {
    type: 'conflict',
    status: 409,
    message: 'The product is archived: it cannot be sold. PATCH {"active": true} brings it back.',
  },
  product_price_incomplete: {
    type: 'invalid_request',
    status: 400,
    message: 'A product’s price is `unitAmount` and `currency` together.',
  },
  line_item_incomplete: {
    type: 'invalid_request',
    status: 400,
    message: 'A line item needs a name and a unit amount: its own, or those of its product.',
  },
  currency_mismatch: {
    type: 'invalid_request',
    status: 400,
    message: 'The price or discount is in another currency than the session.',
  },
  amount_missing: {
    type: 'invalid_request',
    status: 400,
    message: 'Say what to ask: `amount.value`, or line items with their prices.',
  },
  percent_invalid: {
    type: 'invalid_request',
    status: 400,
    message: 'A percentage is decimal text above 0 and up to 100, such as "12.5", with at most four decimals.',
  },
  discount_not_found: {
    type: 'not_found',
    status: 404,
    message: 'There is no such discount for this key.',
  },
  discount_code_unknown: {
    type: 'invalid_request',
    status: 400,
    message: 'There is no active discount with this code.',
  },
  discount_ambiguous: {
    type: 'invalid_request',
    status: 400,
    message: 'A discount is exactly one of a code, a percentage and an amount.',
  },
  discount_code_invalid: {
    type: 'invalid_request',
    status: 400,
    message: 'A code is 1 to 64 letters (A to Z), digits, points, hyphens and underscores.',
  },
  discount_repeated: {
    type: 'invalid_request',
    status: 400,
    message: 'The same discount is given twice. Each code counts once in a session.',
  },
  discount_not_started: {
    type: 'conflict',
    status: 409,
    message: 'The discount cannot be used yet.',
  },
  discount_expired: {
    type: 'conflict',
    status: 409,
    message: 'The discount cannot be used any more: its time is over.',
  },
  discount_exhausted: {
    type: 'conflict',
    status: 409,
    message: 'The discount has been used as often as it may be.',
  },
  discount_needs_customer: {
    type: 'invalid_request',
    status: 400,
    message: 'The discount can be used once by each customer. Say who buys, with `customerId` or `customerEmail`.',
  },
  discount_already_redeemed: {
    type: 'conflict',
    status: 409,
    message: 'This customer has used the discount before.',
  },
  discount_code_taken: {
    type: 'conflict',
    status: 409,
    message: 'Another active discount has this code. Archive that one first, or choose another code.',
  },
  discount_window_empty: {
    type: 'invalid_request',
    status: 400,
    message: 'The discount would expire before it starts.',
  },
  customer_not_found: {
    type: 'not_found',
    status: 404,
    message: 'There is no such customer for this key.',
  },
  customer_archived: {
    type: 'conflict',
    status: 409,
    message: 'The customer is archived: no new session can be theirs. PATCH {"archived": false} brings them back.',
  },
  customer_erased: {
    type: 'conflict',
    status: 409,
    message: 'The personal data of this customer was erased: nothing can be added again. Create a new customer.',
  },
  customer_reference_taken: {
    type: 'conflict',
    status: 409,
    message: 'Another customer has this external reference.',
  },
} as const satisfies Record<RefusalCode, ErrorRow>;

/** Every client mistake and every refusal there is, in one table. `docs/errors.md` is generated from it. */
export const ERRORS = {
  api_key_missing: {
    type: 'authentication',
    status: 401,
    message:
      'Send your API key as `Authorization: Bearer ck_test_…`; under /api/v1 also without `Bearer`, or in the header `ww-api-key`.',
  },
  api_key_invalid: {
    type: 'authentication',
    status: 401,
    message: 'This API key is unknown or was revoked. `opentill keys list` shows the living ones.',
  },
  api_key_expired: {
    type: 'authentication',
    status: 401,
    message: 'This API key has expired. `opentill keys create` makes a new one.',
  },
  scope_missing: {
    type: 'permission',
    status: 403,
    message: 'This API key lacks the scope that this needs. `opentill keys list` shows what each key may do.',
  },
  publishable_key_refused: {
    type: 'permission',
    status: 403,
    message:
      'A publishable key (pk_…) reads the public view of one session and nothing else. Use a secret key, on your server.',
  },
  address_not_allowed: {
    type: 'permission',
    status: 403,
    message: 'This API key may not be used from this address. `opentill keys list` shows the networks of each key.',
  },
  csrf_token_invalid: {
    type: 'permission',
    status: 403,
    message: 'The page is out of date. Reload it and try again.',
  },
  parameter_missing: { type: 'invalid_request', status: 400, message: 'A required field is missing.' },
  parameter_invalid: { type: 'invalid_request', status: 400, message: 'A field has a value that it cannot take.' },
  parameter_unknown: {
    type: 'invalid_request',
    status: 400,
    message: 'The request has a field that this route does not know. Remove it, or check its spelling.',
  },
  body_malformed: {
    type: 'invalid_request',
    status: 400,
    message: 'The body is not valid JSON in UTF-8 without NUL characters, at most 32 levels deep.',
  },
  request_malformed: {
    type: 'invalid_request',
    status: 400,
    message: 'The request is not valid HTTP, or its URL is malformed.',
  },
  headers_too_large: {
    type: 'invalid_request',
    status: 431,
    message: 'The request’s headers are larger than 16 kB.',
  },
  request_timed_out: {
    type: 'invalid_request',
    status: 408,
    message: 'The request did not arrive in time. Send it in one go.',
  },
  body_too_large: { type: 'invalid_request', status: 413, message: 'The body is larger than 256 kB.' },
  media_type_unsupported: {
    type: 'invalid_request',
    status: 415,
    message: 'Send the body as `Content-Type: application/json`.',
  },
  idempotency_key_invalid: {
    type: 'invalid_request',
    status: 400,
    message: 'An Idempotency-Key is 1 to 255 printable ASCII characters.',
  },
  payment_intent_not_found: {
    type: 'not_found',
    status: 404,
    message: 'There is no such payment intent for this key.',
  },
  route_not_found: {
    type: 'not_found',
    status: 404,
    message: 'There is nothing at this path with this method. See /docs.',
  },
  host_not_served: {
    type: 'not_found',
    status: 404,
    message:
      'Nothing is served at this path under this host name: the API has one (OPENTILL_ADMIN_HOST) and the pages another (OPENTILL_PUBLIC_HOST).',
  },
  idempotency_key_reused: {
    type: 'conflict',
    status: 409,
    message: 'This Idempotency-Key was used with another body. Use a fresh key for a fresh request.',
  },
  idempotency_in_progress: {
    type: 'conflict',
    status: 409,
    message: 'A request with this Idempotency-Key is still being worked on. Try again in a moment.',
  },
  too_many_requests: {
    type: 'rate_limited',
    status: 429,
    message: 'Too many requests. Wait as long as the Retry-After header says.',
  },
  metrics_token_invalid: {
    type: 'authentication',
    status: 401,
    message: 'Send the metrics token (OPENTILL_METRICS_TOKEN) as a bearer token.',
  },
  database_busy: {
    type: 'server',
    status: 503,
    message: 'The server’s database has too much to do at the moment. Nothing was changed; try again shortly.',
  },
  internal_error: {
    type: 'server',
    status: 500,
    message: 'Something went wrong on our side. The request id finds it in the server’s log.',
  },
  ...refusals,
} as const satisfies Record<string, ErrorRow>;
export type ErrorCode = keyof typeof ERRORS;

/** A client's mistake or a refusal, on its way to the standard error body. Anything else thrown is a fault: 500. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly param: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: { message?: string; param?: string; retryAfterSeconds?: number } = {}) {
    super(options.message ?? ERRORS[code].message);
    this.code = code;
    this.param = options.param;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

export interface ErrorBody {
  readonly error: {
    readonly type: ErrorType;
    readonly code: ErrorCode;
    readonly message: string;
    readonly param?: string;
    readonly requestId: string;
  };
}

/** The standard envelope of the canonical API. */
export function errorBody(error: ApiError, requestId: string): ErrorBody {
  return {
    error: {
      type: ERRORS[error.code].type,
      code: error.code,
      message: error.message,
      ...(error.param === undefined ? {} : { param: error.param }),
      requestId,
    },
  };
}
