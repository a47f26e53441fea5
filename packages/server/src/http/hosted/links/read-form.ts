import type { LinkProblem } from '@opentill/checkout/link-view';
import type { LinkChoice } from '../../../core/link/link-order.ts';
import type { PaymentLink } from '../../../core/link/payment-link.ts';
import type { Address, CustomerDetails } from '../../../core/session/details.ts';
import { ADDRESS_PARTS, type FormField, formFields, NEEDED_PARTS, partName, questionName } from './form-fields.ts';
import { findProblem, problem, readAmount, readQuantity } from './read-entry.ts';

export type Values = Readonly<Record<string, string>>;
export type Problems = Readonly<Record<string, LinkProblem>>;

export interface FilledForm {
  /** What was entered, to be shown again. */
  readonly values: Values;
  /** By field; empty when all is well. */
  readonly problems: Problems;
  readonly choice: LinkChoice;
  readonly email: string | null;
  readonly details: CustomerDetails | null;
}

/** Reads a posted form against what the link asks for. Fields that it does not ask for are as if they were not there. */
export function readForm(link: PaymentLink, body: Readonly<Record<string, unknown>>, locale: string): FilledForm {
  const fields = formFields(link);
  const values = Object.fromEntries(fields.map(({ name }) => [name, clean(body[name])]));
  const choice = readChoice(link, values, locale);
  const problems = {
    ...Object.fromEntries(fields.flatMap((field) => entryProblem(field, values[field.name] ?? ''))),
    ...halfAddress(fields, values, 'billing'),
    ...halfAddress(fields, values, 'shipping'),
    ...choice.problems,
  };
  return {
    values,
    problems,
    choice: choice.choice,
    email: values['email'] || null,
    details: readDetails(link, values),
  };
}

/** Control characters can neither be stored nor be meant. */
function clean(entry: unknown): string {
  if (typeof entry !== 'string') return '';
  return entry
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}

function entryProblem(field: FormField, value: string): readonly (readonly [string, LinkProblem])[] {
  if (field.type === 'amount' || field.type === 'quantity') return [];
  const found = findProblem(field, value);
  return found === null ? [] : [[field.name, found]];
}

function readChoice(
  { price }: PaymentLink,
  values: Values,
  locale: string,
): { choice: LinkChoice; problems: Problems } {
  if (price.kind === 'customer') {
    const amount = readAmount(values['amount'] ?? '', price, locale);
    return typeof amount === 'bigint'
      ? { choice: { amountMinor: amount }, problems: {} }
      : { choice: {}, problems: { amount } };
  }
  if (price.quantity === null) return { choice: {}, problems: {} };
  const quantity = readQuantity(values['quantity'] ?? '', price.quantity);
  return typeof quantity === 'number' ? { choice: { quantity }, problems: {} } : { choice: {}, problems: { quantity } };
}

/** An optional address is given whole or not at all. */
function halfAddress(fields: readonly FormField[], values: Values, group: 'billing' | 'shipping'): Problems {
  const parts = fields.filter((field) => field.group === group);
  if (parts.every(({ name }) => values[name] === '')) return {};
  const missing = [...NEEDED_PARTS].map((part) => partName(group, part)).filter((name) => values[name] === '');
  return Object.fromEntries(missing.map((name) => [name, problem('missing')]));
}

function readDetails(link: PaymentLink, values: Values): CustomerDetails | null {
  const custom = readAnswers(link, values);
  const details: CustomerDetails = {
    name: values['name'] || null,
    phone: values['phone'] || null,
    billingAddress: readAddress(values, 'billing'),
    shippingAddress: readAddress(values, 'shipping'),
    custom,
  };
  return Object.values(details).every((value) => value === null) ? null : details;
}

function readAddress(values: Values, group: 'billing' | 'shipping'): Address | null {
  const parts = ADDRESS_PARTS.map((part) => [part, values[partName(group, part)] || null] as const);
  if (parts.every(([, value]) => value === null)) return null;
  return Object.fromEntries(parts) as unknown as Address;
}

/** What was answered, under the question's key; what was left out is left out. */
function readAnswers({ questions }: PaymentLink, values: Values): Readonly<Record<string, string>> | null {
  const answered = questions.flatMap(({ key }, index) => {
    const value = values[questionName(index)] ?? '';
    return value === '' ? [] : [[key, value] as const];
  });
  return answered.length === 0 ? null : Object.fromEntries(answered);
}
