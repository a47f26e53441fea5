/**
 * Everything that the hosted page shows, as the server hands it over: texts that depend on money are formatted there,
 * from exact numbers; the page only lays them out. Times are ISO 8601. The same shape is rendered on the server, embedded
 * for hydration and sent over SSE.
 */
export interface CheckoutView {
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly merchant: {
    readonly name: string;
    readonly logoUrl: string | null;
    /** `#rrggbb` */
    readonly accent: string | null;
    /** `#rrggbb`: the order's side of the page. */
    readonly background?: string | null;
    readonly supportEmail: string | null;
  };
  readonly livemode: boolean;
  /** When «I have paid» was pressed without JavaScript and nothing new was found: that is said once. */
  readonly checkedAt?: string | undefined;
  /** The server's clock at rendering, so that the countdown does not trust the customer's. */
  readonly serverTime: string;
  /** How far `serverTime` is ahead by a test clock; absent without one. A page that is open learns by it of an advance. */
  readonly clockAheadMs?: number;
  readonly session: SessionView;
  /** The offered methods; empty when there is nothing to pay. */
  readonly methods: readonly MethodView[];
  /** How to pay by the chosen method; null when nothing is to be paid (any more). */
  readonly instructions: InstructionsView | null;
  /** Everything that reached the address, oldest first. */
  readonly transfers: readonly TransferView[];
  /** What had arrived, is missing since a reorganization of its network, and may return by itself. */
  readonly takenBack: readonly TakenBackView[];
  /** What the shop gives back, or has given back, of what counts; absent: nothing. */
  readonly refunds?: readonly RefundedView[];
  /** They come to all that counts. */
  readonly isAllRefunded?: boolean;
  /** Networks that have not been read up to now, by label: «we have not seen everything yet». */
  readonly waitingFor: readonly string[];
  readonly urls: {
    readonly self: string;
    /** The merchant's colours as a stylesheet (`brandCss` of ./server); null or absent when it has none. */
    readonly brandCss?: string | null;
    /** Server-sent events; each message's data is a whole CheckoutView. */
    readonly events: string;
    /** The view as JSON, for catching up. */
    readonly state: string;
    /** POST `method=<id>` */
    readonly method: string;
    /** POST: read the chain now. */
    readonly check: string;
    /** POST: a fresh session in this one's place. */
    readonly restart: string;
    /** POST `scenario=<name>`; null outside test mode. */
    readonly simulate: string | null;
  };
  /** Goes with every POST as `csrfToken` in the form or the JSON body. */
  readonly csrfToken: string;
  /** The simulator's scenarios; empty outside test mode. */
  readonly scenarios: readonly string[];
  /** Origins of the pages that may show this one in a frame, and be told of it; absent or empty: none. */
  readonly embedOrigins?: readonly string[];
}

export type Status =
  | 'pending'
  | 'detected'
  | 'underpaid'
  | 'overpaid'
  | 'paid'
  | 'paid_late'
  | 'expired'
  | 'canceled'
  | 'failed';

export interface SessionView {
  readonly code: string;
  readonly status: Status;
  readonly version: number;
  readonly description: string | null;
  readonly lineItems: readonly {
    readonly name: string;
    readonly description: string | null;
    readonly imageUrl: string | null;
    readonly quantity: number;
    /** Quantity × unit amount, formatted: `$40.00`. */
    readonly amount: string;
  }[];
  /** What was taken off, in order; null or absent when nothing was. */
  readonly discounted?: {
    /** Before discounts, formatted: `$99.00`. */
    readonly subtotal: string;
    /** All of them together: `$9.90`. */
    readonly saved: string;
    readonly discounts: readonly {
      readonly name: string | null;
      readonly code: string | null;
      /** Decimal text: `12.5`; null when it is a fixed amount. */
      readonly percentOff: string | null;
      /** With its sign: `−$9.90`. */
      readonly amount: string;
    }[];
  } | null;
  /** After discounts, formatted in the page's locale: `$99.00`. */
  readonly total: string;
  /** ISO 4217 */
  readonly currency: string;
  /** Of a subscription: what is asked, how often; null or absent for a single payment. */
  readonly recurring?: RecurringView | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly graceEndsAt: string;
  readonly paidAt: string | null;
  readonly successUrl: string | null;
  readonly cancelUrl: string | null;
  readonly returnUrl: string | null;
  readonly canRestart: boolean;
  /** The address of the session that took this one's place. */
  readonly restartedAs: string | null;
  /** What came, what is missing, what is too much: `12.5 USDC`; several assets joined by ` + `. Null when nothing or not so. */
  readonly received: string | null;
  readonly remaining: string | null;
  readonly overpaid: string | null;
  /** Paid although it was not all: the shop took `received` as enough. Absent: no. */
  readonly isAcceptedShort?: boolean;
  /** The shop had canceled it; what is paid all the same was accepted by it. Absent: no. */
  readonly isCanceled?: boolean;
  /** How much of what counts has gone back for certain; absent: nothing. */
  readonly refundStatus?: 'partial' | 'full';
}

export interface RecurringView {
  /** Of one period, formatted: `$9.00`. */
  readonly price: string;
  readonly interval: 'day' | 'week' | 'month' | 'year';
  readonly intervalCount: number;
  /** Days that are free first; 0 where none are, and on renewals. */
  readonly freeDays: number;
  /** How many payments there are in all; null where it goes on. */
  readonly payments: number | null;
  /** Its last day, formatted: `Dec 31, 2026`; null where it goes on. */
  readonly until: string | null;
  /** The days that a renewal pays for, formatted: `28 Feb – 30 Mar 2026`. Null on the first. */
  readonly period: string | null;
  /** When the first payment is due, after a trial that this session has begun: `Mar 28, 2026`. */
  readonly firstDue: string | null;
  /** Until when this address leads to a fresh session with a fresh price whenever one runs out: `Dec 28`. Null where it does not. */
  readonly renewedUntil: string | null;
  readonly isRenewedDaily: boolean;
}

export interface MethodView {
  /** `Base:USDC` */
  readonly id: string;
  readonly symbol: string;
  readonly assetName: string;
  readonly network: string;
  readonly networkLabel: string;
  readonly isNative: boolean;
  /** Decimal text, exact: `99.00`, `0.039613`. */
  readonly amount: string;
  readonly chosen: boolean;
  /** False while its network cannot be read; it stays offered, with a word. */
  readonly healthy: boolean;
}

export interface InstructionsView {
  readonly method: MethodView;
  readonly address: string;
  /** What to send now: the whole, or after an underpayment exactly the remainder. Decimal text and atomic units. */
  readonly amount: string;
  readonly amountAtomic: string;
  /** Price of one unit: `$2,500.00`. */
  readonly rate: string;
  /** EIP-681 */
  readonly paymentUri: string;
  /** Inline SVG markup made by the server: the payment URI, and the bare address. */
  readonly qrSvg: string;
  readonly addressQrSvg: string;
  readonly requiredConfirmations: number;
  readonly wallet: {
    readonly chainId: number;
    readonly chainName: string;
    /** Null for the native coin. */
    readonly contract: string | null;
    readonly decimals: number;
    readonly nativeCurrency: { readonly name: string; readonly symbol: string; readonly decimals: number };
    /** For wallet_addEthereumChain; empty when the operator publishes none. */
    readonly rpcUrls: readonly string[];
    readonly explorerUrl: string | null;
  };
}

export type TakenBackView = Pick<TransferView, 'hash' | 'explorerUrl' | 'amount' | 'networkLabel'>;

export interface TransferView {
  readonly hash: string;
  readonly explorerUrl: string | null;
  /** `12.5 USDC`; of a token outside the catalogue the bare number of its smallest units: `5,000,000`. */
  readonly amount: string;
  /** Its contract, shortened, where the token is outside the catalogue; absent or null elsewhere. */
  readonly unknownToken?: string | null;
  readonly networkLabel: string;
  readonly state: 'seen' | 'confirming' | 'confirmed' | 'unexpected';
  /** Why it does not count, when it does not: `wrong_asset`, `after_grace`, … */
  readonly reason: string | null;
  readonly confirmations: number;
  readonly requiredConfirmations: number;
  readonly at: string;
  /** Of one that does not count: what goes back of it, or has gone; absent: nothing. */
  readonly refunds?: readonly RefundedView[];
  /** What the shop has made of it; absent while it has decided nothing, or about a part alone. */
  readonly decision?: 'refunded' | 'written_off';
}

/** Money on its way back to the customer, or there. */
export interface RefundedView {
  /** `12.50 USDC`; of a token outside the catalogue `5,000,000 × 0x1234…`. */
  readonly amount: string;
  readonly networkLabel: string;
  /** `awaiting_address`: the customer is asked where to, on a page of its own. */
  readonly state: 'awaiting_address' | 'coming' | 'confirmed';
  /** Once it was sent. */
  readonly transaction: Pick<TransferView, 'hash' | 'explorerUrl'> | null;
}
