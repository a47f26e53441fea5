import { NOTIFIED_EVENT_TYPES } from '../core/webhook/ipn.ts';
import type { Queries, Transaction } from '../store/database.ts';
import { findIpnReceiver, insertIpnReceiver } from '../store/ipn-receivers.ts';
import type { SecretBox } from '../store/secret-box.ts';
import { ensureIpnSecret } from './ipn-secret.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';
import type { SessionGuard } from './write-guarded-session.ts';

/** For one organization and mode. What differs after the host (a path, an order's number) makes no difference. */
const MAX_IPN_HOSTS = 64;
const MOST_REMEMBERED = 10_000;

export interface IpnReceiverDeps {
  readonly store: Queries;
  readonly runtime: Runtime;
  readonly secretBox: SecretBox;
}

/** What must be done in the transaction that first names a URL. `undefined`: its host has a queue already. */
export type IpnReceiverGuard = (principal: Principal, ipnUrl: string) => Promise<SessionGuard | undefined>;

/**
 * An endpoint for each host that checkouts name, made with the first of them and never deleted, so that a process may
 * remember it: a create asks the database once for each host.
 */
export function createIpnReceivers(deps: IpnReceiverDeps): IpnReceiverGuard {
  const known = new Set<string>();
  return async ({ organizationId, livemode }, ipnUrl) => {
    const receiver = { organizationId, livemode, origin: new URL(ipnUrl).origin };
    const key = JSON.stringify(receiver);
    if (known.has(key)) return undefined;
    if (!(await findIpnReceiver(deps.store, receiver))) return (tx) => makeReceiver(deps, tx, receiver);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.add(key);
    return undefined;
  };
}

async function makeReceiver(
  deps: IpnReceiverDeps,
  tx: Transaction,
  receiver: { organizationId: string; livemode: boolean; origin: string },
): Promise<Refusal | undefined> {
  const { runtime } = deps;
  await ensureIpnSecret(deps, tx, receiver);
  const fresh = { id: runtime.newId(), eventTypes: NOTIFIED_EVENT_TYPES, at: runtime.now() };
  await insertIpnReceiver(tx, receiver, fresh, MAX_IPN_HOSTS);
  if (await findIpnReceiver(tx, receiver)) return undefined;
  return refuse(
    'too_many_webhook_endpoints',
    `\`ipnUrl\`s of this mode lead to ${MAX_IPN_HOSTS} hosts already: use one of those.`,
    'ipnUrl',
  );
}
