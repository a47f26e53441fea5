import type { Metadata } from '../metadata.ts';
import type { Address } from '../session/details.ts';
import type { Instant } from '../time.ts';

/** Someone who buys, as the merchant knows them. All but the ids and times is personal data. */
export interface Customer {
  readonly organizationId: string;
  readonly id: string;
  readonly livemode: boolean;
  readonly email: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly billingAddress: Address | null;
  readonly shippingAddress: Address | null;
  readonly metadata: Metadata | null;
  /** What the merchant calls them. */
  readonly externalReference: string | null;
  readonly archivedAt: Instant | null;
  /** When their personal data was erased: nothing can be added again. */
  readonly erasedAt: Instant | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** What two spellings of one address have in common: no space around it, small letters. */
export function emailKey(email: string): string {
  return email.trim().toLowerCase();
}
