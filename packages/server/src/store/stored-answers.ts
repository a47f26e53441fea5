import { sql } from 'kysely';
import type { Queries, Transaction } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';

/** An answer kept for repeats of its request, sealed. */
export interface StoredAnswer {
  readonly route: string;
  readonly key: string;
  readonly sealed: Buffer;
}

/** In the order of their routes and keys, after `after`. */
export async function storedAnswers(
  queries: Queries,
  scope: OrganizationScope,
  page: { readonly limit: number; readonly after: Pick<StoredAnswer, 'route' | 'key'> | null },
): Promise<readonly StoredAnswer[]> {
  let query = queries
    .selectFrom('idempotency_records')
    .select(['route', 'key', 'response_body'])
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('response_body', 'is not', null);
  if (page.after !== null) {
    query = query.where(sql<boolean>`(route, key) > (${page.after.route}, ${page.after.key})`);
  }
  const rows = await query.orderBy('route').orderBy('key').limit(page.limit).execute();
  return rows.map((row) => ({
    route: row.route,
    key: row.key,
    sealed: Buffer.from(row.response_body!.slice(2), 'hex'),
  }));
}

export async function rewriteStoredAnswers(
  tx: Transaction,
  scope: OrganizationScope,
  answers: readonly StoredAnswer[],
): Promise<void> {
  for (const { route, key, sealed } of answers) {
    await tx
      .updateTable('idempotency_records')
      .set({ response_body: sealed })
      .where('organization_id', '=', scope.organizationId)
      .where('livemode', '=', scope.livemode)
      .where('route', '=', route)
      .where('key', '=', key)
      .execute();
  }
}
