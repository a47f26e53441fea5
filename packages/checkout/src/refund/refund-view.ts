/** What a refund's page shows its customer, as the server hands it over. It needs no script: every state of it is an answer. */
export interface RefundView {
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly merchant: { readonly name: string; readonly logoUrl: string | null; readonly supportEmail: string | null };
  readonly livemode: boolean;
  /** Decimal text, exact: `50.00`. */
  readonly amount: string;
  readonly symbol: string;
  /** As the logos are kept: `Base`. */
  readonly network: string;
  /** As people read it: `Base Sepolia`. */
  readonly networkLabel: string;
  /** What it goes back for. */
  readonly payment: {
    readonly description: string | null;
    /** Formatted: `$20.00`, `Nov 30, 2026`. */
    readonly total: string;
    readonly day: string;
    /** The session's, by which the customer's checkout and receipt know it. */
    readonly reference: string;
  };
  readonly state: RefundPageState;
  /** The shop knew the address: nobody was asked for it. */
  readonly isAddressKnown: boolean;
  /** Why the transaction that the shop has named is no refund as far as is known; null where nothing speaks against it. */
  readonly doubt: 'unseen' | 'flawed' | null;
  /** While it is asked what was entered, else where the money goes; empty where neither is known. */
  readonly address: string;
  readonly problem: RefundProblem | null;
  /** The post did not come from the page as it was shown. */
  readonly isOutdated: boolean;
  /** Once it was sent. */
  readonly transaction: { readonly hash: string; readonly explorerUrl: string | null } | null;
  /** The refund's id, by which the shop knows it. */
  readonly number: string;
  /** Goes with every post. */
  readonly csrfToken: string;
  readonly urls: { readonly self: string; readonly brandCss: string | null };
}

/** `checking`: an address was entered, and is shown to be compared before it is given. */
export type RefundPageState = 'asking' | 'checking' | 'given' | 'sent' | 'confirmed' | 'failed' | 'canceled';

/** Why an address is not taken. */
export type RefundProblem = 'missing' | 'not_an_address' | 'checksum' | 'nobodys' | 'token' | 'deposit';
