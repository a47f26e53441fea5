import type { Metadata } from '../metadata.ts';
import type { Money } from '../money/money.ts';
import type { Instant } from '../time.ts';

/** What is asked. All amounts of a link are in one currency. */
export type LinkPrice =
  | {
      readonly kind: 'fixed';
      /** Of one piece. */
      readonly unit: Money;
      /** Null: always one. */
      readonly quantity: QuantityBounds | null;
    }
  | {
      readonly kind: 'customer';
      readonly currency: string;
      /** In the currency's minor unit; null: no bound. */
      readonly minimum: bigint | null;
      readonly maximum: bigint | null;
      /** What stands in the field at first. */
      readonly preset: bigint | null;
    };

export interface QuantityBounds {
  readonly minimum: number;
  readonly maximum: number;
}

export const COLLECTABLE_FIELDS = ['email', 'name', 'phone', 'billingAddress', 'shippingAddress'] as const;
export type CollectableField = (typeof COLLECTABLE_FIELDS)[number];
export const COLLECT_MODES = ['none', 'optional', 'required'] as const;
export type CollectMode = (typeof COLLECT_MODES)[number];
/** What the link's page asks the customer for. */
export type CollectedFields = Readonly<Record<CollectableField, CollectMode>>;

export const QUESTION_TYPES = ['text', 'number', 'select', 'checkbox'] as const;
export type QuestionType = (typeof QUESTION_TYPES)[number];

/** A question of the merchant's own. */
export interface LinkQuestion {
  /** Under which the answer is found in `customerDetails.custom`. */
  readonly key: string;
  readonly label: string;
  readonly type: QuestionType;
  readonly required: boolean;
  /** For `select`, otherwise empty. */
  readonly options: readonly string[];
}

/** What a merchant decides about a link. */
export interface PaymentLinkSettings {
  readonly name: string;
  readonly description: string | null;
  readonly imageUrl: string | null;
  readonly active: boolean;
  readonly price: LinkPrice;
  /** Method ids; empty: all that are on offer. */
  readonly allowedMethods: readonly string[];
  readonly collect: CollectedFields;
  readonly questions: readonly LinkQuestion[];
  /** How many of its sessions may be paid; null: any number. */
  readonly useLimit: number | null;
  readonly successUrl: string | null;
  readonly cancelUrl: string | null;
  /** Seconds that its sessions can be paid; null: as the site has it. */
  readonly expiresIn: number | null;
  readonly metadata: Metadata | null;
}

/** A link as the books hold it. */
export interface PaymentLink extends PaymentLinkSettings {
  readonly organizationId: string;
  readonly id: string;
  readonly livemode: boolean;
  readonly siteId: string;
  readonly slug: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** Its sessions keep naming it. */
  readonly deletedAt: Instant | null;
}

export const currencyOf = (price: LinkPrice): string => (price.kind === 'fixed' ? price.unit.currency : price.currency);

/** Whether the customer has something to fill in before a session can be made. */
export function asksCustomer({ price, collect, questions }: PaymentLinkSettings): boolean {
  const chooses = price.kind === 'customer' || price.quantity !== null;
  return chooses || questions.length > 0 || Object.values(collect).some((mode) => mode !== 'none');
}
