import { toPublicId } from '../packages/server/src/core/identity/public-id.ts';
import type { SessionResource } from '../packages/server/src/core/resource/session-resource.ts';
import type { Session } from '../packages/server/src/core/session/session.ts';
import type { Store } from '../packages/server/src/store/database.ts';
import { CONFIRMATIONS, type WorldParts } from './world.ts';

interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly session_id: string | null;
  readonly version: number | null;
  readonly data: object;
}

/** 3 and 4: nobody was told paid too early; everybody was told everything, and nothing that was never so. */
export async function checkTelling(
  { organization, receivers, networks }: WorldParts,
  store: Store,
  sessions: readonly Session[],
): Promise<readonly string[]> {
  const events = (await store
    .selectFrom('events')
    .select(['id', 'type', 'session_id', 'version', 'data'])
    .where('organization_id', '=', organization.organizationId)
    .orderBy('version')
    .execute()) as unknown as readonly EventRow[];
  const violations: string[] = [];
  for (const event of events) violations.push(...paidTooEarly(event, networks));
  for (const session of sessions) {
    const told = events.filter(({ session_id, version }) => session_id === session.id && version !== null);
    const versions = told.map(({ version }) => version).join();
    const all = Array.from({ length: session.version }, (_, i) => i + 1).join();
    if (versions !== all)
      violations.push(`4: session ${session.id} of version ${session.version} was told ${versions}`);
    const last = told.at(-1)?.data as SessionResource | undefined;
    if (last?.status !== session.status) {
      violations.push(`4: session ${session.id} is ${session.status}, and was last told ${last?.status}`);
    }
  }
  const byId = new Map(events.map((event) => [toPublicId('event', event.id), event]));
  for (const { url, told } of receivers) {
    const heard = new Set(told.map(({ id }) => id));
    for (const [id, { type }] of byId) {
      if (!heard.has(id)) violations.push(`4: ${url} was never told ${type} ${id}`);
    }
    for (const { id, type, body } of told) {
      const event = byId.get(id);
      if (event === undefined) violations.push(`4: ${url} was told ${type} ${id}, which never happened`);
      else if (JSON.stringify(JSON.parse(body).data) !== JSON.stringify(event.data)) {
        violations.push(`4: ${url} was told ${type} ${id} in other words than the books hold`);
      }
    }
  }
  return violations;
}

/** Each confirmed transfer of a told payment had its confirmations on some branch that was once mined. */
function paidTooEarly({ type, data }: EventRow, networks: WorldParts['networks']): readonly string[] {
  if (type !== 'session.paid' && type !== 'session.paid_late') return [];
  const { id, transfers } = data as SessionResource;
  return transfers
    .filter(({ confirmed }) => confirmed)
    .flatMap(({ network, blockHash }) => {
      const chain = networks.find((each) => each.network.spec.name === network)!.chain;
      return chain.wasConfirmed(blockHash, CONFIRMATIONS)
        ? []
        : [`3: ${id} was told ${type} on block ${blockHash}, which never had ${CONFIRMATIONS} confirmations`];
    });
}
