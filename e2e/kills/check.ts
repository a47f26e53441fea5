import type { ReceivedRequest } from '../../packages/server/src/testing/receiver.ts';
import type { Session, ToldEvent, UnexpectedMoney } from './merchant.ts';
import type { Expected } from './orders.ts';

export interface Aftermath {
  readonly expected: ReadonlyMap<string, Expected>;
  readonly sessions: readonly Session[];
  readonly unexpected: readonly UnexpectedMoney[];
  readonly events: readonly ToldEvent[];
  readonly told: readonly ReceivedRequest[];
}

/** All that must hold when everything has come to rest: nothing lost, nothing told twice as something new. */
export function violationsOf({ expected, sessions, unexpected, events, told }: Aftermath): readonly string[] {
  return [
    ...(sessions.length === expected.size ? [] : [`${expected.size} orders made ${sessions.length} sessions`]),
    ...sessions.flatMap((session) => {
      const wanted = expected.get(session.id);
      if (wanted === undefined) return [`${session.id} is nobody's order`];
      return [
        ...sessionViolations(session, wanted),
        ...versionViolations(session, wanted, events),
        ...decisionViolations(session.id, wanted, unexpected, events),
      ];
    }),
    ...toldViolations(events, told),
  ];
}

function sessionViolations({ id, status, transfers }: Session, wanted: Expected): readonly string[] {
  const violations: string[] = [];
  if (status !== wanted.status) violations.push(`${id} is ${status}, not ${wanted.status}`);
  const found = transfers.map((transfer) => transfer.txHash).join();
  // What was attached elsewhere is shown there.
  const shown = wanted.decided === 'attached' ? '' : wanted.payment.txHash;
  if (found !== shown) violations.push(`${id} is to show “${shown}”, and its transfers are “${found}”`);
  return violations;
}

/** What a reorg took may be told as seen, as gone and as seen again. */
const AGAIN_AFTER_A_REORG = ['session.detected', 'session.pending'];

/** Versions from one up, each told once, and everything once. */
function versionViolations({ id, version }: Session, wanted: Expected, events: readonly ToldEvent[]) {
  const own = events.filter((event) => event.data.id === id && event.version !== null);
  const versions = own.map((event) => event.version!).toSorted((a, b) => a - b);
  const expected = Array.from({ length: version }, (_, i) => i + 1);
  const violations: string[] = [];
  if (versions.join() !== expected.join()) violations.push(`${id}, version ${version}, was told in ${versions}`);
  const types = own.map(({ type }) => type);
  for (const type of new Set(types)) {
    if (wanted.payment.wasTakenBack && AGAIN_AFTER_A_REORG.includes(type)) continue;
    const count = types.filter((each) => each === type).length;
    if (count > 1) violations.push(`${id} has ${count} events ${type}`);
  }
  if (!types.includes(`session.${wanted.status}`)) violations.push(`${id} has no session.${wanted.status}`);
  return violations;
}

/** Money after a cancel is listed, decided and told as decided once; no other money is listed at all. */
function decisionViolations(
  id: string,
  { decided, payment }: Expected,
  unexpected: readonly UnexpectedMoney[],
  events: readonly ToldEvent[],
): readonly string[] {
  const own = unexpected.filter(({ sessionId, status }) => sessionId === id && status !== 'withdrawn');
  const found = own.map(({ status, txHash }) => `${status} ${txHash}`).join();
  const wanted = decided === null ? '' : `${decided} ${payment.txHash}`;
  if (found !== wanted) return [`${id}: unexpected money is to be “${wanted}”, and is “${found}”`];
  if (decided === null) return [];
  const transfers = own.map((each) => each.id);
  const told = events.filter(
    ({ type, data }) => type === `unexpected_transfer.${decided}` && transfers.includes(data.id),
  );
  return told.length === 1 ? [] : [`${id} has ${told.length} events unexpected_transfer.${decided}`];
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
