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
  readonly state: RefundPageState;
  /** While it is asked what was entered, else where the money goes; empty where neither is known. */
  readonly address: string;
  readonly problem: RefundProblem | null;
  /** The post did not come from the page as it was shown. */
  readonly isOutdated: boolean;
  /** Once it was sent. */
  readonly transaction: { readonly hash: string; readonly explorerUrl: string | null } | null;
  /** The refund's id, by which the shop knows it. */
  readonly reference: string;
  /** Goes with every post. */
  readonly csrfToken: string;
  readonly urls: { readonly self: string; readonly brandCss: string | null };
}

/** `checking`: an address was entered, and is shown to be compared before it is given. */
export type RefundPageState = 'asking' | 'checking' | 'given' | 'sent' | 'confirmed' | 'failed' | 'canceled';

/** Why an address is not taken. */
export type RefundProblem = 'missing' | 'not_an_address' | 'checksum' | 'nobodys' | 'token' | 'deposit';
