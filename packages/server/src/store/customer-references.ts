import type { Queries } from './database.ts';

/** Whether a session, a redemption or a subscription names the customer. */
export async function isCustomerNamed(queries: Queries, organizationId: string, id: string): Promise<boolean> {
  for (const table of ['sessions', 'discount_redemptions', 'subscriptions'] as const) {
    const found = await queries
      .selectFrom(table)
      .select('customer_id')
      .where('organization_id', '=', organizationId)
      .where('customer_id', '=', id)
      .limit(1)
      .executeTakeFirst();
    if (found) return true;
  }
  return false;
}
