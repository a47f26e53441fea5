import { toCheckoutId } from '../../../core/identity/checkout-id.ts';
import { toPublicId } from '../../../core/identity/public-id.ts';
import type { SessionResource } from '../../../core/resource/session-resource.ts';
import type { DialectContext } from '../dialect.ts';
import { plainUuid } from '../session-id.ts';
import { quoteOf } from './selected.ts';
import { type Status, statusWord } from './words.ts';

type Payment = SessionResource['payments'][number];
type Transfer = SessionResource['transfers'][number];

/** Of an attempt's counted transfers the one that paid the session, else the latest. */
export function decidingTransfer({ transfers, txHash }: SessionResource, { method }: Payment): Transfer | null {
  const counted = transfers.filter(
    (each) => each.disposition !== 'unexpected' && `${each.network}:${each.asset}` === method,
  );
  return counted.findLast((each) => each.txHash === txHash) ?? counted.at(-1) ?? null;
}

/** The session’s status; an attempt that nothing came of, where another paid, is canceled. */
function intentStatus(session: SessionResource, received: string | null): Status {
  const status = statusWord(session);
  return status === 'completed' && received === null ? 'canceled' : status;
}

/** One attempt to pay a session: a token on a chain that was chosen, or paid without being chosen. */
export function paymentIntent(
  session: SessionResource,
  payment: Payment,
  context: DialectContext,
  payerAddress: string | null,
) {
  const quote = quoteOf(session, payment.method)!;
  const sum = session.amountReceived.perAsset.find(
    ({ asset, network }) => asset === quote.symbol && network === quote.network,
  );
  return {
    id: payment.id,
    object: 'payment_intent' as const,
    account_id: toPublicId('organization', context.organizationId),
    checkout_session_id: toCheckoutId(plainUuid(session.id), session.livemode),
    status: intentStatus(session, sum?.decimal ?? null),
    amount: session.amountTotal,
    currency: session.currency,
    chain: quote.network,
    selected_token: quote.symbol,
    contract_address: quote.token,
    amount_requested: quote.amount.eth,
    amount_received: sum?.decimal ?? '0',
    exchange_rate: quote.rate,
    one_time_address: payment.address,
    payer_address: payerAddress,
    tx_hash: decidingTransfer(session, payment)?.txHash ?? null,
    customer_id: session.customerId,
    customer_email: session.customerEmail,
    description: session.description,
    metadata: session.metadata,
    livemode: session.livemode,
    expired_at: session.expiresAt,
    created_at: payment.createdAt,
    updated_at: session.updatedAt,
  };
}
export type PaymentIntent = ReturnType<typeof paymentIntent>;
