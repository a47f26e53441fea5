import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';

interface SealedSecret {
  readonly sealed: Buffer;
  readonly at: Instant;
}

const rowOf = ({ organizationId, livemode }: OrganizationScope, { sealed, at }: SealedSecret) => ({
  organization_id: organizationId,
  livemode,
  secret: sealed,
  created_at: toTimestamp(at),
});

/** Leaves the one that is there. */
export async function insertIpnSecret(queries: Queries, scope: OrganizationScope, secret: SealedSecret): Promise<void> {
  await queries
    .insertInto('ipn_secrets')
    .values(rowOf(scope, secret))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function replaceIpnSecret(
  queries: Queries,
  scope: OrganizationScope,
  secret: SealedSecret,
): Promise<void> {
  const row = rowOf(scope, secret);
  await queries
    .insertInto('ipn_secrets')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'livemode']).doUpdateSet({ secret: row.secret, created_at: row.created_at }),
    )
    .execute();
}

export async function readIpnSecret(queries: Queries, scope: OrganizationScope): Promise<Hex | undefined> {
  const row = await queries
    .selectFrom('ipn_secrets')
    .select('secret')
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .executeTakeFirst();
  return row?.secret;
}
