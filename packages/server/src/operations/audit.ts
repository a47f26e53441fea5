import { insertAuditEntry } from '../store/audit.ts';
import type { Queries } from '../store/database.ts';
import type { Principal } from './principal.ts';
import type { Runtime } from './runtime.ts';

export interface Audited {
  readonly action: string;
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
