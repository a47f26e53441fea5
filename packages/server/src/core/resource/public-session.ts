import type { SessionResource } from './session-resource.ts';

/**
 * What anyone may see who knows a session's id: what the hosted page shows to its visitor of the payment itself. A list of
 * what is shown, so that a field that is added to the session stays hidden until it is named here: nothing about the
 * customer, the merchant's notes, who sent what, or where the customer goes next.
 */
const PUBLIC_FIELDS = [
  'id',
  'object',
  'livemode',
  'status',
  'version',
  'currency',
  'amountTotal',
  'method',
  'methods',
  'address',
  'amount',
  'chainId',
  'amountReceived',
  'amountConfirmed',
  'amountRemaining',
  'overpaidAmount',
  'refundStatus',
  'confirmations',
  'requiredConfirmations',
  'waitingFor',
  'createdAt',
  'expiresAt',
  'graceEndsAt',
  'checkoutUrl',
] as const satisfies readonly (keyof SessionResource)[];

export type PublicSession = Pick<SessionResource, (typeof PUBLIC_FIELDS)[number]>;

export function publicSession(session: SessionResource): PublicSession {
  return Object.fromEntries(PUBLIC_FIELDS.map((field) => [field, session[field]])) as unknown as PublicSession;
}
