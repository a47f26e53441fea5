import type { SessionResource } from '../../../core/resource/session-resource.ts';

type Payment = SessionResource['payments'][number];

/**
 * The attempt that a session's `chain`, `selected_token` and `payment_intent_id` speak of: the one that paid it, else the
 * method that was chosen, by the customer or by the request. Null as long as nobody has chosen or paid: the method that a
 * session merely starts on is nobody's choice.
 */
export function selectedPayment({ payments, transfers, txHash, method }: SessionResource): Payment | null {
  const deciding = transfers.find((each) => each.txHash === txHash && each.disposition !== 'unexpected');
  const paidIn = deciding && `${deciding.network}:${deciding.asset}`;
  const of = (id: string | undefined) => payments.find((payment) => payment.method === id);
  return of(paidIn) ?? of(method?.id) ?? payments.at(-1) ?? null;
}

/** The method of an attempt, with its quote. */
export function quoteOf({ methods }: SessionResource, payment: Payment | null) {
  return methods.find(({ id }) => id === payment?.method) ?? null;
}
