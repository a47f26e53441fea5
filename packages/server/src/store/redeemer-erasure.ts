import { sql } from 'kysely';
import { forgottenRedeemer } from '../core/erasure/forgotten-redeemer.ts';
import type { Instant } from '../core/time.ts';
import type { Queries, Transaction } from './database.ts';
import { isNamed, type Named } from './erasure.ts';
import type { OrganizationScope } from './organization-scope.ts';

/** A person's use of a discount. Ids are UUIDs. */
export interface OwnRedemption {
  readonly discountId: string;
  readonly code: string;
  readonly sessionId: string;
  readonly redeemedAt: Instant;
  readonly releasedAt: Instant | null;
}

/** In the order in which they were made. */
export async function redemptionsOf(
  queries: Queries,
  scope: OrganizationScope,
  named: Named,
): Promise<readonly OwnRedemption[]> {
  const rows = await theirRedemptions(queries, scope, named)
    .innerJoin('discounts', (join) =>
      join
        .onRef('discounts.organization_id', '=', 'discount_redemptions.organization_id')
        .onRef('discounts.id', '=', 'discount_redemptions.discount_id'),
    )
    .select(['discount_id', 'discounts.code', 'session_id', 'redeemed_at', 'released_at'])
    .orderBy('redeemed_at')
    .orderBy('session_id')
    .execute();
  return rows.map((row) => ({
    discountId: row.discount_id,
    code: row.code,
    sessionId: row.session_id,
    redeemedAt: row.redeemed_at,
    releasedAt: row.released_at,
  }));
}

/**
 * Redemptions stay, with whoever has an id; addresses go. Of one whose discount each customer can use once a hash stays,
 * so that an erasure does not buy another use.
 */
export async function forgetRedeemers(tx: Transaction, scope: OrganizationScope, named: Named): Promise<void> {
  const rows = await theirRedemptions(tx, scope, named)
    .where('email', 'like', '%@%')
    .innerJoin('discounts', (join) =>
      join
        .onRef('discounts.organization_id', '=', 'discount_redemptions.organization_id')
        .onRef('discounts.id', '=', 'discount_redemptions.discount_id'),
    )
    .select(['discount_id', 'session_id', 'email', 'once_per_customer'])
    .execute();
  const left = rows.map(({ discount_id, email, once_per_customer }) =>
    once_per_customer && email !== null ? forgottenRedeemer(scope.organizationId, discount_id, email) : null,
  );
  await sql`
    UPDATE discount_redemptions SET email = u.e
    FROM unnest(${rows.map((row) => row.discount_id)}::uuid[], ${rows.map((row) => row.session_id)}::uuid[],
      ${left}::text[]) AS u (d, s, e)
    WHERE organization_id = ${scope.organizationId} AND discount_id = u.d AND session_id = u.s`.execute(tx);
}

const theirRedemptions = (queries: Queries, { organizationId, livemode }: OrganizationScope, named: Named) =>
  queries
    .selectFrom('discount_redemptions')
    .where('discount_redemptions.organization_id', '=', organizationId)
    .where('discount_redemptions.livemode', '=', livemode)
    .where(isNamed(named, 'email'));
