import type { Metadata } from '../metadata.ts';
import type { Instant } from '../time.ts';

/** Something that a merchant sells, kept so that line items can name it instead of spelling it out. */
export interface Product {
  readonly organizationId: string;
  readonly id: string;
  readonly livemode: boolean;
  readonly name: string;
  readonly description: string | null;
  readonly imageUrl: string | null;
  readonly taxCategory: string | null;
  /** Decimal text in `currency`; null: each line item names its own price. */
  readonly unitAmount: string | null;
  /** ISO 4217; null with the amount. */
  readonly currency: string | null;
  /** An archived product cannot be sold any more. */
  readonly active: boolean;
  readonly metadata: Metadata | null;
  readonly firstUsedAt: Instant | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}
