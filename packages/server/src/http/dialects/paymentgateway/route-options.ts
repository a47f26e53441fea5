import type { FindUrlFlaw } from '../../../core/webhook/outgoing.ts';
import type { IpnReceiverGuard } from '../../../operations/ipn-receivers.ts';
import type { ApiDeps } from '../../api-deps.ts';
import type { FieldNames } from '../in-own-words.ts';

export interface GatewayDeps extends ApiDeps {
  readonly findUrlFlaw: FindUrlFlaw;
  readonly ipnReceiverGuard: IpnReceiverGuard;
}

export interface GatewayRouteOptions {
  readonly deps: GatewayDeps;
  /** Tells the operations of the two mounts apart in the API's document. */
  readonly idEnding: string;
}

export const TAGS = ['payment-gateway.app'];

/** Canonical names that read otherwise here. */
export const NAMES: FieldNames = {
  'amount.value': 'amount',
  'amount.currency': 'currency',
  successUrl: 'returnUrl',
  customerEmail: 'email',
  lineItems: 'items',
};
