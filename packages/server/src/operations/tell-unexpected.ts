import type { UnexpectedStatus } from '../core/books/unexpected.ts';
import type { ResourceContext } from '../core/resource/session-resource.ts';
import { unexpectedResource } from '../core/resource/unexpected-resource.ts';
import type { Transaction } from '../store/database.ts';
import { insertEvents } from '../store/events.ts';
import type { OrganizationScope } from '../store/organization-scope.ts';
import { readUnexpectedTransfers } from '../store/unexpected-transfers.ts';
import type { Runtime } from './runtime.ts';

export interface TellUnexpectedDeps {
  readonly runtime: Runtime;
  readonly resource: Pick<ResourceContext, 'findAsset'>;
}

export interface UnexpectedNews {
  /** Whose it is. */
  readonly of: OrganizationScope;
  readonly transferId: string;
  /** `created`: it is open, found or opened again. */
  readonly type: Exclude<UnexpectedStatus, 'open'> | 'created';
}

/** The event type that tells it. */
export const eventTypeOf = ({ type }: UnexpectedNews): string => `unexpected_transfer.${type}`;

/** Puts unexpected transfers as they now are into the outbox, in the transaction that changed them. Returns the types told. */
export async function tellUnexpected(
  { runtime, resource }: TellUnexpectedDeps,
  tx: Transaction,
  news: readonly UnexpectedNews[],
): Promise<readonly string[]> {
  const keys = news.map(({ of: { organizationId }, transferId }) => ({ organizationId, transferId }));
  const found = await readUnexpectedTransfers(tx, keys);
  const byId = new Map(found.map((transfer) => [transfer.id, transfer]));
  const createdAt = runtime.now();
  const events = news.map((each) => {
    const { organizationId, livemode } = each.of;
    const transfer = byId.get(each.transferId)!;
    return {
      id: runtime.newId(),
      organizationId,
      livemode,
      type: eventTypeOf(each),
      sessionId: transfer.sessionId,
      version: null,
      data: unexpectedResource(transfer, resource.findAsset),
      createdAt,
    };
  });
  await insertEvents(tx, events);
  return events.map(({ type }) => type);
}
