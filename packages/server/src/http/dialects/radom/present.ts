import type { SessionResource } from '../../../core/resource/session-resource.ts';
import { type DialectStatus, dialectStatus } from '../../../core/session/dialect-status.ts';
import { envelope } from '../../../core/webhook/envelope.ts';
import type { PresentEvent } from '../dialect.ts';
import { isSession, ownFields } from '../own-fields.ts';
import { amountAsSent } from '../read-amount.ts';
import { plainUuid } from '../session-id.ts';

export const PAYMENT_SESSION_STATUSES = ['pending', 'success', 'expired', 'cancelled', 'failed'] as const;
type PaymentSessionStatus = (typeof PAYMENT_SESSION_STATUSES)[number];

const STATUS_WORDS: Readonly<Record<DialectStatus, PaymentSessionStatus>> = {
  pending: 'pending',
  detected: 'pending',
  underpaid: 'pending',
  lapsed: 'expired',
  overpaid: 'pending',
  paid: 'success',
  paid_late: 'success',
  refunded: 'success',
  expired: 'expired',
  canceled: 'cancelled',
  failed: 'failed',
};

/** `2023-06-13T21:11:36.781000Z`: RFC 3339 with microseconds, of which we know the first three digits. */
const inMicroseconds = (isoTime: string): string => isoTime.replace('Z', '000Z');

function transaction(transfer: SessionResource['transfers'][number]) {
  const settled = transfer.confirmed ? ('confirmed' as const) : ('pending' as const);
  return {
    hash: transfer.txHash,
    network: transfer.network,
    token: transfer.token,
    amount: transfer.amount.eth,
    status: transfer.disposition === 'unexpected' ? ('unexpected' as const) : settled,
    confirmations: transfer.confirmations,
    createdAt: inMicroseconds(transfer.arrivedAt),
  };
}

/** A session as Radom's integrated checkout shows it: the fields of seed 000 in their order, then ours. */
export function paymentSession(session: SessionResource) {
  const { method } = session;
  return {
    id: plainUuid(session.id),
    method: method && { network: method.network, token: method.token },
    total: amountAsSent(ownFields(session, 'radom')['total'], session.amountTotal),
    currency: session.currency,
    sessionStatus: STATUS_WORDS[dialectStatus(session)],
    paymentTotal: session.amount?.eth ?? '0',
    paymentAddress: session.address,
    transactions: session.transfers.map(transaction),
    canExtend: session.canExtend,
    expiresAt: inMicroseconds(session.expiresAt),
    createdAt: inMicroseconds(session.createdAt),
    checkoutUrl: session.checkoutUrl,
    successUrl: session.successUrl,
    cancelUrl: session.cancelUrl,
    customerEmail: session.customerEmail,
    description: session.description,
    metadata: session.metadata,
    version: session.version,
    livemode: session.livemode,
  };
}
export type PaymentSession = ReturnType<typeof paymentSession>;

/**
 * The canonical envelope around the payment session; what tells of no session stays as it is. An underpaid session whose
 * grace is over says `expired` here, and so does the type of the event that tells it.
 */
export const presentRadomEvent: PresentEvent = (event) => {
  const told = envelope(event);
  if (!isSession(told.data)) return told;
  const type = told.type === 'session.lapsed' ? 'session.expired' : told.type;
  return { ...told, type, data: paymentSession(told.data) };
};
