import type { LinkFieldType, LinkFieldView, LinkLabel } from '@opentill/checkout/link-view';
import { COUNTRIES } from '../../../core/countries.ts';
import type { CollectMode, LinkQuestion, PaymentLink } from '../../../core/link/payment-link.ts';
import { formatMoney } from '../../../core/money/amounts.ts';

export type FieldGroup = 'order' | 'contact' | 'billing' | 'shipping' | 'questions';

/** One entry of a link's form: where it stands, what it takes. */
export interface FormField {
  readonly name: string;
  readonly group: FieldGroup;
  readonly type: LinkFieldType;
  readonly label: LinkFieldView['label'];
  readonly required: boolean;
  readonly maxLength: number | null;
  readonly autocomplete: string | null;
  /** The values of a select. */
  readonly options: readonly string[];
  /** What stands in it at first. */
  readonly initial: string;
}

/** The form's entries in the order of the page; empty where a link needs nothing of its customer. */
export function formFields(link: PaymentLink): readonly FormField[] {
  const { collect } = link;
  return [
    ...orderFields(link),
    ...contact('email', 'email', collect.email, { maxLength: 254, autocomplete: 'email' }),
    ...contact('name', 'text', collect.name, { maxLength: 200, autocomplete: 'name' }),
    ...contact('phone', 'tel', collect.phone, { maxLength: 40, autocomplete: 'tel' }),
    ...address('billing', collect.billingAddress),
    ...address('shipping', collect.shippingAddress),
    ...link.questions.map(question),
  ];
}

const PLAIN = { required: true, maxLength: null, autocomplete: null, options: [], initial: '' };

function orderFields({ price }: PaymentLink): readonly FormField[] {
  if (price.kind === 'customer') {
    const { preset, currency } = price;
    const initial = preset === null ? '' : formatMoney({ minor: preset, currency });
    return [
      { ...PLAIN, name: 'amount', group: 'order', type: 'amount', label: { key: 'amount' }, maxLength: 40, initial },
    ];
  }
  if (price.quantity === null) return [];
  const initial = `${price.quantity.minimum}`;
  return [{ ...PLAIN, name: 'quantity', group: 'order', type: 'quantity', label: { key: 'quantity' }, initial }];
}

function contact(
  key: LinkLabel,
  type: LinkFieldType,
  mode: CollectMode,
  more: Pick<FormField, 'maxLength' | 'autocomplete'>,
): readonly FormField[] {
  if (mode === 'none') return [];
  return [{ ...PLAIN, ...more, name: key, group: 'contact', type, label: { key }, required: mode === 'required' }];
}

/** The parts of an address by the names that it has in `customerDetails`. Countries differ too much to ask for the others. */
export const ADDRESS_PARTS = ['line1', 'line2', 'postalCode', 'city', 'region', 'country'] as const;
export type AddressPart = (typeof ADDRESS_PARTS)[number];
export const NEEDED_PARTS: ReadonlySet<AddressPart> = new Set<AddressPart>(['line1', 'city', 'country']);
const MAX_PART_LENGTH = 200;
const AUTOCOMPLETE: Readonly<Record<AddressPart, string>> = {
  line1: 'address-line1',
  line2: 'address-line2',
  postalCode: 'postal-code',
  city: 'address-level2',
  region: 'address-level1',
  country: 'country',
};

export const partName = (group: FieldGroup, part: AddressPart): string => `${group}.${part}`;

function address(group: 'billing' | 'shipping', mode: CollectMode): readonly FormField[] {
  if (mode === 'none') return [];
  return ADDRESS_PARTS.map((part) => ({
    ...PLAIN,
    name: partName(group, part),
    group,
    type: part === 'country' ? 'select' : 'text',
    label: { key: part },
    required: mode === 'required' && NEEDED_PARTS.has(part),
    maxLength: part === 'country' ? null : MAX_PART_LENGTH,
    autocomplete: `${group} ${AUTOCOMPLETE[part]}`,
    options: part === 'country' ? COUNTRIES : [],
  }));
}

const MAX_ANSWER_LENGTH = 500;

/** Named by its place: its key may hold anything. */
export const questionName = (index: number): string => `question.${index}`;

function question({ label, type, required, options }: LinkQuestion, index: number): FormField {
  const isTyped = type === 'text' || type === 'number';
  return {
    ...PLAIN,
    name: questionName(index),
    group: 'questions',
    type,
    label: { text: label },
    required,
    maxLength: isTyped ? MAX_ANSWER_LENGTH : null,
    options,
  };
}
