import { toPublicId } from '../packages/server/src/core/identity/public-id.ts';
import type { SessionResource } from '../packages/server/src/core/resource/session-resource.ts';
import type { Books, EventRow } from './books.ts';
import { movementsOf } from './movements.ts';
import type { WorldParts } from './world.ts';

/** 3 and 4: nobody was told paid too early; versions only grow; nothing was told that was never so, nor twice as new. */
export function checkTelling({ networks, receivers }: WorldParts, books: Books): readonly string[] {
  const violations: string[] = books.events.flatMap((event) => paidTooEarly(event, networks));
  for (const session of books.sessions) {
    const told = books.events.filter(({ session_id, version }) => session_id === session.id && version !== null);
    const versions = told.map(({ version }) => version).join();
    const all = Array.from({ length: session.version }, (_, i) => i + 1).join();
    if (versions !== all)
      violations.push(`4: session ${session.id} of version ${session.version} was told ${versions}`);
    const last = told.at(-1)?.data.status;
    if (last !== session.status) violations.push(`4: session ${session.id} is ${session.status}, last told ${last}`);
    const statuses = told.filter(({ type, data }) => type === `session.${data.status}`);
    const isRepeated = statuses.some(({ type }, index) => type === statuses[index - 1]?.type);
    const [canceled] = statuses.filter(({ type }) => type === 'session.canceled');
    if (canceled && canceled.data.transfersTotal > 0) {
      violations.push(`4: session ${session.id} was canceled, though money had come`);
    }
    if (isRepeated) violations.push(`4: session ${session.id} was told the same twice: ${statuses.map((e) => e.type)}`);
  }
  const known = new Set(books.events.map(({ id }) => toPublicId('event', id)));
  for (const { url, endpointId, told } of receivers) {
    const heard = new Set(told.map(({ id }) => id));
    for (const id of heard) if (!known.has(id)) violations.push(`4: ${url} was told ${id}, which never happened`);
    for (const { endpoint_id, event_id, status } of books.deliveries) {
      if (endpoint_id !== endpointId || status !== 'delivered' || heard.has(toPublicId('event', event_id))) continue;
      violations.push(`4: ${event_id} is marked as delivered to ${url}, which never took it`);
    }
  }
  return violations;
}

/** 4, at the end: everyone was told everything, in the books' own words. */
export function checkAllTold({ receivers }: WorldParts, books: Books): readonly string[] {
  const violations: string[] = [];
  const sent = new Set(books.deliveries.map(({ endpoint_id, event_id }) => `${endpoint_id} ${event_id}`));
  const data = new Map(books.events.map((event) => [toPublicId('event', event.id), JSON.stringify(event.data)]));
  for (const receiver of receivers) {
    const { url, endpointId, told } = receiver;
    const heard = new Set(told.map(({ id }) => id));
    for (const { id, type, dispatched_at } of books.events) {
      if (!receiver.wants(type) || heard.has(toPublicId('event', id))) continue;
      // What happened while its endpoint was disabled was not for it; nor is anything sent again to who is no more.
      const wasAway = dispatched_at !== null && !sent.has(`${endpointId} ${id}`) && receiver.wasAway(dispatched_at);
      const isExcused = wasAway || receiver.turnedAway.has(toPublicId('event', id));
      if (!isExcused) violations.push(`4: ${url} was never told ${type} ${id}`);
    }
    for (const { id, type, body } of told) {
      if (JSON.stringify(JSON.parse(body).data) === data.get(id)) continue;
      violations.push(`4: ${url} was told ${type} ${id} in other words than the books hold`);
    }
  }
  return violations;
}

/** Each confirmed transfer of a told payment had its confirmations by then, on some branch that was once mined. */
function paidTooEarly({ type, data, created_at }: EventRow, networks: WorldParts['networks']): readonly string[] {
  if (type !== 'session.paid' && type !== 'session.paid_late') return [];
  const { id, transfers } = data as unknown as SessionResource;
  const confirmed = transfers.filter((transfer) => transfer.confirmed);
  if (confirmed.length === 0) return [`3: ${id} was told ${type} with nothing confirmed`];
  return confirmed.flatMap(({ network, blockHash, txHash, amount }) => {
    const { chain, network: config } = networks.find((each) => each.network.spec.name === network)!;
    const isTrue = movementsOf(chain.everMined.get(blockHash)!).some(
      (each) => each.txHash === txHash && each.amountAtomic === BigInt(amount.wei),
    );
    if (!isTrue) return [`3: ${id} was told ${type} with ${amount.wei} of ${txHash}, which moved no such amount`];
    return chain.confirmationTimes(blockHash, config.confirmations, created_at).size > 0
      ? []
      : [`3: ${id} was told ${type} on block ${blockHash}, which had not had ${config.confirmations} confirmations`];
  });
}
