import { insertAuditEntry } from '../store/audit.ts';
import type { Queries } from '../store/database.ts';
import type { Principal } from './principal.ts';
import type { Runtime } from './runtime.ts';

/** All that is written down of what people do to money. docs/unexpected-money.md explains each. */
export const AUDIT_ACTIONS = [
  'session.accept',
  'unexpected_transfer.attached',
  'unexpected_transfer.refunded',
  'unexpected_transfer.written_off',
  'refund.create',
  'refund.give_address',
  'refund.reset_address',
  'refund.send',
  'refund.cancel',
] as const;

export interface Audited {
  readonly action: (typeof AUDIT_ACTIONS)[number];
  /** The public id of what it is done to. */
  readonly subject: string;
  readonly reason: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Writes down who decided what, and why, in the transaction of the act. */
export async function audit(
  runtime: Runtime,
  queries: Queries,
  { organizationId, livemode, actor }: Principal,
  { details, ...entry }: Audited,
): Promise<void> {
  const id = runtime.newId();
  const createdAt = runtime.now();
  await insertAuditEntry(queries, {
    organizationId,
    livemode,
    actor,
    id,
    createdAt,
    ...entry,
    details: details ?? null,
  });
}
