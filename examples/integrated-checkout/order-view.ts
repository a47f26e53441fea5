import { getAddress } from 'viem';
import { fromAtomic, toAtomic } from './amounts.ts';
import type { Method, PaymentSession } from './gateway.ts';
import type { Order } from './orders.ts';
import { paymentUri } from './payment-uri.ts';

/** What the customer can know of an order: no key, no secret, no id of the gateway's. */
export interface OrderView {
  readonly id: string;
  readonly state: 'waiting' | 'partly' | 'seen' | 'paid' | 'expired' | 'canceled' | 'failed';
  readonly symbol: string;
  readonly network: string;
  /** What is still to be sent, as decimal text. */
  readonly amount: string;
  readonly received: string;
  readonly address: string;
  readonly paymentUri: string;
  readonly confirmations: number;
  readonly requiredConfirmations: number;
  readonly expiresAt: string;
  readonly canExtend: boolean;
  readonly canCancel: boolean;
  /** The shop's clock: the customer's may be wrong. */
  readonly now: string;
}

const ENDED = { success: 'paid', expired: 'expired', cancelled: 'canceled', failed: 'failed' } as const;

export function viewOrder({ id, session, method }: Order, now: Date): OrderView {
  const { decimals } = method;
  // With its checksum (EIP-55), as wallets show it: the API has it in lower case.
  const address = getAddress(session.paymentAddress);
  const asked = toAtomic(session.paymentTotal, decimals);
  const counted = session.transactions.filter(({ status }) => status !== 'unexpected');
  const received = counted.reduce((sum, { amount }) => sum + toAtomic(amount ?? '0', decimals), 0n);
  const missing = received < asked ? asked - received : 0n;
  return {
    id,
    state: stateOf(session, received, missing),
    symbol: method.symbol,
    network: method.networkLabel,
    amount: fromAtomic(missing, decimals),
    received: fromAtomic(received, decimals),
    address,
    paymentUri: paymentUri(method, address, missing),
    confirmations: counted.length === 0 ? 0 : Math.min(...counted.map(({ confirmations }) => confirmations)),
    requiredConfirmations: method.requiredConfirmations,
    expiresAt: session.expiresAt,
    canExtend: session.canExtend,
    canCancel: session.sessionStatus === 'pending' && session.transactions.length === 0,
    now: now.toISOString(),
  };
}

function stateOf({ sessionStatus }: PaymentSession, received: bigint, missing: bigint): OrderView['state'] {
  if (sessionStatus !== 'pending') return ENDED[sessionStatus];
  if (received === 0n) return 'waiting';
  return missing > 0n ? 'partly' : 'seen';
}

/** What the customer chooses from: methods whose network is being read. */
export function viewMethods(methods: readonly Method[]) {
  return methods
    .filter(({ healthy }) => healthy)
    .map(({ id, symbol, name, networkLabel }) => ({ id, symbol, name, network: networkLabel }));
}
