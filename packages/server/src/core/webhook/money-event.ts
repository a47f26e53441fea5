import { REFUND_EVENT_TYPES } from '../refund/refund.ts';
import type { AssetAmount } from '../resource/amount-sums.ts';
import { UNEXPECTED_EVENT_TYPES } from './event-types.ts';

/** Told of a session by what is confirmed: what was credited, or what still stands of it. */
const OF_CONFIRMED: readonly string[] = ['session.paid', 'session.paid_late', 'session.failed'];
/** Told by all that has come in time. */
const OF_RECEIVED: readonly string[] = ['session.underpaid', 'session.overpaid', 'session.lapsed'];

/** The events that say that money came, went, or is gone. */
export const MONEY_EVENT_TYPES: readonly string[] = [
  ...OF_CONFIRMED,
  ...OF_RECEIVED,
  ...UNEXPECTED_EVENT_TYPES,
  ...REFUND_EVENT_TYPES,
];

/** What such an event says of the money, and nothing of a person. Null is what its resource does not have. */
export interface ToldMoney {
  /** Of a session, by asset. */
  readonly confirmed: readonly AssetAmount[] | null;
  readonly received: readonly AssetAmount[] | null;
  /** Of an unexpected transfer or a refund; `eth` and `asset` are null of a token outside the catalogue. */
  readonly amount: { readonly wei: string; readonly eth: string | null } | null;
  readonly network: string | null;
  readonly asset: string | null;
  readonly token: string | null;
}

/** `10.5 Base:USDC`; several assets with a plus between them. */
export function moneyText(type: string, told: ToldMoney): string {
  if (type.startsWith('session.'))
    return sumsText((OF_CONFIRMED.includes(type) ? told.confirmed : told.received) ?? []);
  const { amount, network, asset, token } = told;
  if (amount === null) return '0';
  if (amount.eth === null) return `${amount.wei} atomic units of ${network}:${token}`;
  return `${amount.eth} ${network}:${asset}`;
}

function sumsText(sums: readonly AssetAmount[]): string {
  return sums.map(({ decimal, network, asset }) => `${decimal} ${network}:${asset}`).join(' + ') || '0';
}
