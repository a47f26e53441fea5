import { sql } from 'kysely';
import { forgottenRedeemer } from '../core/erasure/forgotten-redeemer.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import type { SessionKey } from './sessions.ts';

export interface NewRedemption {
  readonly organizationId: string;
  readonly livemode: boolean;
  readonly discountId: string;
  readonly sessionId: string;
  readonly customerId: string | null;
  /** As `emailKey` spells it. Once erased it is null, or what `forgottenRedeemer` makes of it. */
  readonly email: string | null;
  readonly redeemedAt: Instant;
}

/** Writes a redemption and counts it. The caller holds the discount's row. */
export async function insertRedemption(tx: Transaction, redemption: NewRedemption): Promise<void> {
  await tx
    .insertInto('discount_redemptions')
    .values({
      organization_id: redemption.organizationId,
      discount_id: redemption.discountId,
      session_id: redemption.sessionId,
      livemode: redemption.livemode,
      customer_id: redemption.customerId,
      email: redemption.email,
      redeemed_at: toTimestamp(redemption.redeemedAt),
    })
    .execute();
  await tx
    .updateTable('discounts')
    .set((of) => ({ times_redeemed: of('times_redeemed', '+', 1) }))
    .where('organization_id', '=', redemption.organizationId)
    .where('id', '=', redemption.discountId)
    .execute();
}

/** Whether the customer, or someone with their address, erased since or not, has a redemption of it that stands. */
export async function hasRedeemed(
  queries: Queries,
  of: Pick<NewRedemption, 'organizationId' | 'discountId' | 'customerId' | 'email'>,
): Promise<boolean> {
  const found = await queries
    .selectFrom('discount_redemptions')
    .select('session_id')
    .where('organization_id', '=', of.organizationId)
    .where('discount_id', '=', of.discountId)
    .where('released_at', 'is', null)
    .where((where) => where.or([where('customer_id', '=', of.customerId), where('email', 'in', spellingsOf(of))]))
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

const spellingsOf = ({ organizationId, discountId, email }: Parameters<typeof hasRedeemed>[1]) =>
  email === null ? [null] : [email, forgottenRedeemer(organizationId, discountId, email)];

/** Whether any session ever redeemed it, given back or not. */
export async function wasEverRedeemed(queries: Queries, organizationId: string, discountId: string): Promise<boolean> {
  const found = await queries
    .selectFrom('discount_redemptions')
    .select('session_id')
    .where('organization_id', '=', organizationId)
    .where('discount_id', '=', discountId)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** Whether the session holds a redemption of a code that may be used so often only. Terms of a code never change. */
export async function hasLimitedRedemption(
  queries: Queries,
  { organizationId, sessionId }: SessionKey,
): Promise<boolean> {
  const found = await queries
    .selectFrom('discount_redemptions as redemption')
    .innerJoin('discounts as discount', (join) =>
      join
        .onRef('discount.organization_id', '=', 'redemption.organization_id')
        .onRef('discount.id', '=', 'redemption.discount_id'),
    )
    .select('redemption.session_id')
    .where('redemption.organization_id', '=', organizationId)
    .where('redemption.session_id', '=', sessionId)
    .where('redemption.released_at', 'is', null)
    .where((where) =>
      where.or([where('discount.max_redemptions', 'is not', null), where('discount.once_per_customer', '=', true)]),
    )
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/**
 * Gives back what these sessions redeemed (`at`: when), or takes it again (null). Locks the discounts in id order. Done
 * twice it changes nothing.
 */
export async function setReleased(tx: Transaction, keys: readonly SessionKey[], at: Instant | null): Promise<void> {
  if (keys.length === 0) return;
  const organizations = keys.map((key) => key.organizationId);
  const sessions = keys.map((key) => key.sessionId);
  const ofThese = sql`(organization_id, session_id) IN (SELECT * FROM unnest(${organizations}::uuid[], ${sessions}::uuid[]))`;
  const toChange = at === null ? sql`released_at IS NOT NULL` : sql`released_at IS NULL`;
  await sql`
    SELECT 1 FROM discounts
    WHERE (organization_id, id) IN
      (SELECT organization_id, discount_id FROM discount_redemptions WHERE ${ofThese} AND ${toChange})
    ORDER BY id FOR UPDATE`.execute(tx);
  await sql`
    WITH changed AS (
      UPDATE discount_redemptions SET released_at = ${at === null ? null : toTimestamp(at)}
      WHERE ${ofThese} AND ${toChange}
      RETURNING organization_id, discount_id
    ), counted AS (
      SELECT organization_id, discount_id, count(*)::integer AS many FROM changed GROUP BY 1, 2
    )
    UPDATE discounts SET times_redeemed = times_redeemed + ${at === null ? 1 : -1}::integer * many
    FROM counted
    WHERE discounts.organization_id = counted.organization_id AND discounts.id = counted.discount_id`.execute(tx);
}
