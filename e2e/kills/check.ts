import type { ReceivedRequest } from '../../packages/server/src/testing/receiver.ts';
import type { Session, ToldEvent } from './merchant.ts';

export interface Aftermath {
  /** What was paid, by session: the transactions. */
  readonly paid: ReadonlyMap<string, string>;
  readonly sessions: readonly Session[];
  readonly events: readonly ToldEvent[];
  readonly told: readonly ReceivedRequest[];
}

/** All that must hold when everything has come to rest: nothing lost, nothing told twice as something new. */
export function violationsOf({ paid, sessions, events, told }: Aftermath): readonly string[] {
  return [
    ...sessions.flatMap((session) => sessionViolations(session, paid.get(session.id))),
    ...(sessions.length === paid.size ? [] : [`${paid.size} orders made ${sessions.length} sessions`]),
    ...sessions.flatMap(({ id, version }) => versionViolations(id, version, events)),
    ...toldViolations(events, told),
  ];
}

function sessionViolations({ id, status, transfers }: Session, txHash: string | undefined): readonly string[] {
  const violations: string[] = [];
  if (status !== 'paid') violations.push(`${id} is ${status}`);
  const found = transfers.map((transfer) => transfer.txHash).join();
  if (found !== txHash) violations.push(`${id} was paid by ${txHash}, and its transfers are ${found}`);
  return violations;
}

/** Versions from one up, each told once, and paid once. */
function versionViolations(id: string, version: number, events: readonly ToldEvent[]): readonly string[] {
  const own = events.filter((event) => event.data.id === id && event.version !== null);
  const versions = own.map((event) => event.version!).toSorted((a, b) => a - b);
  const expected = Array.from({ length: version }, (_, i) => i + 1);
  const violations: string[] = [];
  if (versions.join() !== expected.join()) violations.push(`${id}, version ${version}, was told in ${versions}`);
  const types = own.map(({ type }) => type);
  for (const type of new Set(types)) {
    const count = types.filter((each) => each === type).length;
    if (count > 1) violations.push(`${id} has ${count} events ${type}`);
  }
  if (!types.includes('session.paid')) violations.push(`${id} has no session.paid`);
  return violations;
}

/** Each event at least once, under its own id, in the same words each time; and nothing else. */
function toldViolations(events: readonly ToldEvent[], told: readonly ReceivedRequest[]): readonly string[] {
  const violations: string[] = [];
  const words = new Map<string, string>();
  for (const { headers, body } of told) {
    const { id } = JSON.parse(body) as ToldEvent;
    if (headers['webhook-id'] !== id) violations.push(`${id} came under the webhook-id ${headers['webhook-id']}`);
    if ((words.get(id) ?? body) !== body) violations.push(`${id} was told in two ways`);
    words.set(id, body);
  }
  const known = new Set(events.map(({ id }) => id));
  for (const { id, type } of events) if (!words.has(id)) violations.push(`${type} ${id} was never told`);
  for (const id of words.keys()) if (!known.has(id)) violations.push(`${id} was told, and there is no such event`);
  return violations;
}
