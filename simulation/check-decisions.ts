import { toPublicId } from '../packages/server/src/core/identity/public-id.ts';
import type { Books, EventRow, TransferRow } from './books.ts';
import type { AskedAct, Shop } from './shop.ts';

/**
 * 4 and 6, of money that waits for a person: each change of the list is told, the last one told is how it stands, and each
 * decision has its entry in the audit log. A transfer counts for another session than the one whose address it reached
 * only where a person said so.
 */
export function checkDecisions(shop: Shop, books: Books): readonly string[] {
  const told = lastTold(books.events);
  return [
    ...books.transfers.flatMap((row) => [...checkTold(row, told), ...checkOwner(row, shop)]),
    ...checkAudited('session.accept', count(shop, 'accept'), books),
    ...checkAudited('unexpected_transfer.attached', count(shop, 'attach'), books),
    ...checkAudited('unexpected_transfer.written_off', count(shop, 'writeOff'), books),
  ];
}

const PREFIX = 'unexpected_transfer.';

function lastTold(events: readonly EventRow[]): ReadonlyMap<string, string> {
  const told = new Map<string, string>();
  const inOrder = events.filter(({ type }) => type.startsWith(PREFIX)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const { type, data } of inOrder) told.set(data.id, type.slice(PREFIX.length));
  return told;
}

function checkTold({ id, unexpected_status: status }: TransferRow, told: ReadonlyMap<string, string>) {
  if (status === null) return [];
  const last = told.get(toPublicId('transfer', id)) ?? 'nothing';
  const expected = status === 'open' ? 'created' : status;
  return last === expected ? [] : [`4: ${id} is ${status} on the unexpected list, and last told was ${last}`];
}

function checkOwner({ id, session_id, owner_id }: TransferRow, { acts }: Shop): readonly string[] {
  if (owner_id === session_id) return [];
  const isAsked = acts.some(
    (act) => act.kind === 'attach' && act.transferId === id && act.uuid === owner_id && act.answer !== 'refused',
  );
  return isAsked ? [] : [`6: ${id} counts for ${owner_id}, and nobody attached it there`];
}

function count({ acts }: Shop, kind: AskedAct['kind']) {
  const of = (answer: AskedAct['answer']) => acts.filter((act) => act.kind === kind && act.answer === answer).length;
  return { done: of('done'), unanswered: of('none') };
}

function checkAudited(action: string, { done, unanswered }: ReturnType<typeof count>, { audits }: Books) {
  const entries = audits.filter((entry) => entry.action === action).length;
  if (entries >= done && entries <= done + unanswered) return [];
  return [`6: ${entries} entries say ${action}; ${done} were answered, ${unanswered} were not`];
}
