import type { SessionResource } from '../../../core/resource/session-resource.ts';

type Method = SessionResource['methods'][number];

/** The method, with its quote, whose id is this. */
export function quoteOf({ methods }: SessionResource, id: string | undefined): Method | null {
  return methods.find((method) => method.id === id) ?? null;
}

/**
 * What a session's `chain`, `selected_token` and `payment_intent_id` speak of: the method that paid it, else the one that
 * was chosen, by the customer or by the request. Null as long as nobody has chosen or paid: the method that a session
 * merely starts on is nobody's choice.
 */
export function selectedMethod(session: SessionResource): Method | null {
  const { payments, transfers, txHash, method } = session;
  const deciding = transfers.find((each) => each.txHash === txHash && each.disposition !== 'unexpected');
  const paidIn = quoteOf(session, deciding && `${deciding.network}:${deciding.asset}`);
  const chosen = payments.find((payment) => payment.method === method?.id) ?? payments.at(-1);
  return paidIn ?? quoteOf(session, chosen?.method);
}
