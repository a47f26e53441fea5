import type { CheckoutErrorReason } from './events.ts';

export const WORDS = {
  title: 'Checkout',
  pay: 'Pay',
  close: 'Close the checkout',
  loading: 'The checkout is loading.',
  failed: 'The checkout cannot be shown here',
  retry: 'Try again',
  open: 'Open the checkout',
} as const;

/** Why there is nothing to show. A link that takes no payment shows its own page. */
export type Failure = Exclude<CheckoutErrorReason, 'link_inactive'>;

export const WHY: Readonly<Record<Failure, string>> = {
  address_invalid: 'This page does not say which checkout to show.',
  unreachable: 'It did not answer. Check your connection and try again, or open it as a page of its own.',
  framing_refused: 'It opens as a page of its own.',
};

/** For who builds the page, in the console: the customer can do nothing about it. */
export const REMEDY: Readonly<Record<Failure, string>> = {
  address_invalid:
    'Set `url` to a session’s checkoutUrl, or `link` to a payment link’s address; one of them, http or https.',
  unreachable: 'Its server did not answer, or this page’s content policy does not let it connect there.',
  framing_refused: 'The site does not allow this origin: opentill sites update --allow-origin',
};
