import type { UnexpectedStatus } from '../core/books/unexpected.ts';
import type { ResourceContext } from '../core/resource/session-resource.ts';
import { unexpectedResource } from '../core/resource/unexpected-resource.ts';
import type { Transaction } from '../store/database.ts';
import { insertEvents } from '../store/events.ts';
import type { SessionScope } from '../store/sessions.ts';
import { findUnexpectedTransfers } from '../store/unexpected-transfers.ts';
import type { Runtime } from './runtime.ts';

export interface TellUnexpectedDeps {
  readonly runtime: Runtime;
  readonly resource: Pick<ResourceContext, 'findAsset'>;
}

export interface UnexpectedNews {
  readonly transferId: string;
  /** `created`: it is open, found or opened again. */
  readonly type: Exclude<UnexpectedStatus, 'open'> | 'created';
}

/** Puts unexpected transfers as they now are into the outbox, in the transaction that changed them. Returns the types told. */
export async function tellUnexpected(
  { runtime, resource }: TellUnexpectedDeps,
  tx: Transaction,
  { organizationId, livemode }: SessionScope,
  news: readonly UnexpectedNews[],
): Promise<readonly string[]> {
  const ids = news.map(({ transferId }) => transferId);
  const found = await findUnexpectedTransfers(tx, { organizationId, livemode }, ids);
  const byId = new Map(found.map((transfer) => [transfer.id, transfer]));
  const createdAt = runtime.now();
  const events = news.map(({ transferId, type }) => {
    const transfer = byId.get(transferId)!;
    return {
      id: runtime.newId(),
      organizationId,
      livemode,
      type: `unexpected_transfer.${type}`,
      sessionId: transfer.sessionId,
      version: null,
      data: unexpectedResource(transfer, resource.findAsset),
      createdAt,
    };
  });
  await insertEvents(tx, events);
  return events.map(({ type }) => type);
}
