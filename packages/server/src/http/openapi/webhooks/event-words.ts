import type { TEST_EVENT_TYPE, TOLD_EVENT_TYPES } from '../../../core/webhook/event-types.ts';

/** What the canonical envelope can be told of. */
export type EnvelopeType = (typeof TOLD_EVENT_TYPES)[number] | typeof TEST_EVENT_TYPE;

/** When each is told, for the API's document; the guides say more. */
export const EVENT_WORDS: Readonly<Record<EnvelopeType, string>> = {
  'session.created': 'The session was created.',
  'session.pending':
    'A reorganization of the chain took back all that had been seen: the session waits for its payment again.',
  'session.detected': 'Enough has been seen on the chain, and is not yet confirmed.',
  'session.underpaid': 'Something has been seen on the chain, less than was asked.',
  'session.overpaid': 'More than was asked has been seen on the chain.',
  'session.paid': 'The payment is confirmed: ship.',
  'session.paid_late':
    'The payment is confirmed, but arrived after `expiresAt`, in the grace window: ship, or refund if the price has moved too far for you.',
  'session.expired': 'Nothing had arrived by `expiresAt`.',
  'session.canceled': 'You canceled the session.',
  'session.failed':
    'A reorganization deeper than your policy took back a payment that had been told as paid: stop the shipment.',
  'session.extended': 'The session’s deadline was moved.',
  'session.lapsed':
    'The session is underpaid and its grace window is over: nothing more counts by itself. Accept what came, or send it back.',
  'subscription.created': 'Its first session was completed.',
  'subscription.renewal_created': 'The next period can be paid: send your customer to `data.renewal.checkoutUrl`.',
  'subscription.renewed': 'A period was paid; also one that was past due.',
  'subscription.past_due': 'A period’s grace ended without its money.',
  'subscription.paused': 'You paused it.',
  'subscription.resumed': 'You resumed it.',
  'subscription.updated': 'You changed it, its trial ended, or money came that pays no period.',
  'subscription.canceled': 'It was canceled by you, at the period’s end, or for missed payments: see `cancelReason`.',
  'subscription.ended': 'Its last period is over, by `cycles` or `endsAt`.',
  'unexpected_transfer.created': 'Money came that does not count, or waits for a decision again.',
  'unexpected_transfer.attached': 'It was taken as payment of a session.',
  'unexpected_transfer.refunded': 'It was sent back.',
  'unexpected_transfer.written_off': 'It was decided that it goes to nobody.',
  'unexpected_transfer.withdrawn': 'A reorganization took it, or it counts after all.',
  'refund.created': 'The refund was created.',
  'refund.address_given': 'The customer has said where to: send it.',
  'refund.sent':
    'A transaction was named, the first or another; or a reorganization took back the block that had confirmed it.',
  'refund.confirmed': 'The chain has confirmed it.',
  'refund.failed': 'Its transaction failed on the chain.',
  'refund.canceled': 'It was given up.',
  'refund.paid_after_all':
    'It was canceled or had failed, and its transaction has paid it nevertheless: see `problem`.',
  'webhook.test': 'You asked for it, of this endpoint alone.',
};
