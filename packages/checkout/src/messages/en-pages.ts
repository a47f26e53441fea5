import { enLink } from './en-link.ts';
import { enRefund } from './en-refund.ts';

/** The words of the pages that have no script of their own: links, refunds, and what is not there. */
export const enPages = {
  link: enLink,
  refund: enRefund,

  notFound: {
    title: 'Checkout not found',
    body: 'This link leads to no checkout. It may have been copied without its end. Please go back to the shop and try again.',
  },
  nothing: {
    title: 'Nothing here',
    body: 'There is no page at this address. It may have been copied without its end. Please go back to where you found it and try again.',
  },
  error: {
    title: 'Something went wrong on our side',
    body: 'Nothing was charged. If you have already sent a payment it is safe and will be seen. Please reload in a moment.',
    requestId: 'Request',
  },
};
