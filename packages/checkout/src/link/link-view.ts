/**
 * What a payment link's page shows, as the server hands it over. It needs no script: every state of it is an answer. (Where it
 * may stand in a frame, one tells the page around it how high it is; where a quantity is chosen, one shows what it comes to.)
 */
export interface LinkView {
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly merchant: LinkMerchant;
  readonly livemode: boolean;
  readonly name: string;
  readonly description: string | null;
  readonly imageUrl: string | null;
  /** Formatted; null where the customer chooses the amount. */
  readonly price: string | null;
  /** The price is that of one piece. */
  readonly isEach: boolean;
  /** That of one piece as decimal text, where the customer chooses how many; else null. */
  readonly unit: { readonly value: string; readonly currency: string } | null;
  /** Empty: there is nothing to fill in, only to go on. */
  readonly groups: readonly LinkFieldGroup[];
  /** The visitor's own payment that is under way. */
  readonly running: { readonly url: string; readonly total: string } | null;
  readonly notice: LinkNotice | null;
  /** Goes with the post, with `visitToken`, by which the same post twice makes one session. */
  readonly csrfToken: string;
  readonly visitToken: string;
  readonly urls: { readonly self: string; readonly brandCss: string | null };
  /** Origins of the pages that may show this one in a frame; absent or empty: none. */
  readonly embedOrigins?: readonly string[];
}

export interface LinkMerchant {
  readonly name: string;
  readonly logoUrl: string | null;
  readonly supportEmail: string | null;
}

export type LinkNotice = 'outdated' | 'in_use';

export interface LinkFieldGroup {
  readonly group: 'order' | 'contact' | 'billing' | 'shipping' | 'questions';
  readonly fields: readonly LinkFieldView[];
}

export type LinkLabel =
  | 'amount'
  | 'quantity'
  | 'email'
  | 'name'
  | 'phone'
  | 'line1'
  | 'line2'
  | 'city'
  | 'region'
  | 'postalCode'
  | 'country';

export type LinkFieldType = 'amount' | 'quantity' | 'text' | 'email' | 'tel' | 'number' | 'select' | 'checkbox';

export interface LinkFieldView {
  /** The form's name for it. */
  readonly name: string;
  readonly type: LinkFieldType;
  /** One of the page's own words, or the merchant's text. */
  readonly label: { readonly key: LinkLabel } | { readonly text: string };
  readonly value: string;
  readonly required: boolean;
  readonly autocomplete: string | null;
  readonly maxLength: number | null;
  /** Of an amount: formatted bounds. Of a quantity: whole numbers. */
  readonly minimum: string | null;
  readonly maximum: string | null;
  /** Of an amount: its currency. */
  readonly currency: string | null;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly problem: LinkProblem | null;
}

/** What is wrong with an entry; `bound` is a formatted figure that the remedy names. */
export interface LinkProblem {
  readonly code:
    | 'missing'
    | 'unticked'
    | 'too_long'
    | 'email'
    | 'phone'
    | 'not_offered'
    | 'not_a_number'
    | 'not_an_amount'
    | 'ambiguous'
    | 'too_many_decimals'
    | 'not_whole'
    | 'too_low'
    | 'too_high'
    | 'too_large';
  readonly bound: string | null;
}

/** Why a link takes no payment. */
export type LinkClosedReason = 'inactive' | 'deleted' | 'used_up' | 'in_use' | 'unavailable';

export interface LinkClosedView
  extends Pick<LinkView, 'locale' | 'direction' | 'merchant' | 'livemode' | 'embedOrigins'> {
  readonly reason: LinkClosedReason;
  /** The link's own address, to try it again. */
  readonly self: string;
  readonly brandCss: string | null;
}
