import { createHash } from 'node:crypto';

/**
 * What is kept of the address that redeemed a code which each customer can use once, after the address was erased: enough
 * to know it again, of this code alone. `email` as `emailKey` spells it. It has no `@`, so it is no address.
 */
export function forgottenRedeemer(organizationId: string, discountId: string, email: string): string {
  return `sha256:${createHash('sha256').update(`redeemer:${organizationId}:${discountId}:${email}`).digest('hex')}`;
}
