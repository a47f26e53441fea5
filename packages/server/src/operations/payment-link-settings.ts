import {
  COLLECTABLE_FIELDS,
  type CollectableField,
  type CollectedFields,
  type CollectMode,
  type LinkQuestion,
  type PaymentLink,
  type PaymentLinkSettings,
} from '../core/link/payment-link.ts';
import type { Metadata } from '../core/metadata.ts';
import { isRedirectUrl } from '../core/redirect-url.ts';
import type { MethodCatalogue } from './method-catalogue.ts';
import { type MethodReference, methodIds } from './method-reference.ts';
import { type LinkPriceInput, priceInputOf, readLinkPrice } from './payment-link-price.ts';
import { type Refusal, refuse } from './refusal.ts';
import { checkDurations, type SessionLimits } from './session-limits.ts';

/** A question as a merchant writes it. */
export interface QuestionInput {
  /** The label where absent. */
  readonly key?: string | undefined;
  readonly label: string;
  readonly type: LinkQuestion['type'];
  readonly required: boolean;
  readonly options?: readonly string[] | undefined;
}

type CollectInput = { readonly [Field in CollectableField]?: CollectMode | undefined };

/** What a merchant writes about a link. Absent or null: as a link is by default. */
export interface PaymentLinkInput extends LinkPriceInput {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly imageUrl?: string | null | undefined;
  readonly active?: boolean | undefined;
  readonly allowedMethods?: readonly MethodReference[] | null | undefined;
  readonly collect?: CollectInput | null | undefined;
  readonly questions?: readonly QuestionInput[] | null | undefined;
  readonly useLimit?: number | null | undefined;
  readonly successUrl?: string | null | undefined;
  readonly cancelUrl?: string | null | undefined;
  readonly expiresIn?: number | null | undefined;
  readonly metadata?: Metadata | null | undefined;
}

export interface LinkSettingsDeps {
  readonly catalogue: MethodCatalogue;
  readonly limits: SessionLimits;
}

/** The link that is asked for, as a whole, or the first thing that is wrong with it. */
export function readLinkSettings(
  deps: LinkSettingsDeps,
  livemode: boolean,
  input: PaymentLinkInput,
): PaymentLinkSettings | Refusal {
  const refusal =
    checkUrls(input, livemode) ?? checkDurations(deps.limits, livemode, { expiresIn: input.expiresIn ?? undefined });
  if (refusal) return refusal;
  const price = readLinkPrice(input);
  if ('outcome' in price) return price;
  const allowedMethods = methodIds(deps.catalogue, livemode, input.allowedMethods ?? []);
  if ('outcome' in allowedMethods) return allowedMethods;
  const questions = readQuestions(input.questions ?? []);
  if ('outcome' in questions) return questions;
  return {
    name: input.name,
    description: input.description ?? null,
    imageUrl: input.imageUrl ?? null,
    active: input.active ?? true,
    price,
    allowedMethods,
    collect: collected(input.collect ?? {}),
    questions,
    useLimit: input.useLimit ?? null,
    successUrl: input.successUrl ?? null,
    cancelUrl: input.cancelUrl ?? null,
    expiresIn: input.expiresIn ?? null,
    metadata: input.metadata ?? null,
  };
}

/** A link as its merchant would write it: what a change is laid over. */
export function linkInputOf(link: PaymentLink): PaymentLinkInput {
  const { price, ...rest } = link;
  return { ...rest, ...priceInputOf(price) };
}

function checkUrls(input: PaymentLinkInput, livemode: boolean): Refusal | undefined {
  for (const param of ['successUrl', 'cancelUrl', 'imageUrl'] as const) {
    const url = input[param];
    // A picture over plain http would be blocked by the page's own content policy.
    const isStrict = livemode || param === 'imageUrl';
    if (url == null || isRedirectUrl(url, isStrict)) continue;
    return refuse('url_invalid', `\`${param}\` is an absolute ${isStrict ? 'https:' : 'https: or http:'} URL.`, param);
  }
  return undefined;
}

const collected = (asked: CollectInput): CollectedFields =>
  Object.fromEntries(COLLECTABLE_FIELDS.map((field) => [field, asked[field] ?? 'none'])) as Record<
    keyof CollectedFields,
    CollectedFields[keyof CollectedFields]
  >;

function readQuestions(inputs: readonly QuestionInput[]): readonly LinkQuestion[] | Refusal {
  const questions: LinkQuestion[] = [];
  for (const [index, { label, type, required, options = [], key = label }] of inputs.entries()) {
    const param = `questions.${index}`;
    if (questions.some((earlier) => earlier.key === key)) {
      return refuse('payment_link_invalid', `\`${param}.key\`: another question has the key «${key}».`, `${param}.key`);
    }
    if ((type === 'select') !== options.length > 0) {
      return refuse(
        'payment_link_invalid',
        `\`${param}.options\` lists what a question of type select offers, and belongs to no other type.`,
        `${param}.options`,
      );
    }
    questions.push({ key, label, type, required, options });
  }
  return questions;
}
