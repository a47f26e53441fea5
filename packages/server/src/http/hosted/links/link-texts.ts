import type {
  LinkClosedReason,
  LinkClosedView,
  LinkFieldView,
  LinkNotice,
  LinkView,
} from '@opentill/checkout/link-view';
import type { PaymentLink } from '../../../core/link/payment-link.ts';
import { formatMoney } from '../../../core/money/amounts.ts';
import { formatForReading } from '../../../core/money/reading.ts';
import type { SessionView } from '../../../core/resource/session-resource.ts';
import type { Site } from '../../../store/organizations.ts';
import { codeOf } from '../code.ts';
import { type FieldGroup, type FormField, formFields } from './form-fields.ts';
import type { Problems, Values } from './read-form.ts';

export interface ShownForm {
  readonly locale: string;
  readonly csrfToken: string;
  readonly visitToken: string;
  /** In a frame, the visit that the page around it remembers: the form's post is part of it. */
  readonly visitCode: string | null;
  readonly open: SessionView | undefined;
  readonly values?: Values;
  readonly problems?: Problems;
  readonly notice?: LinkNotice | null;
}

/** All that a link's page shows, as texts. */
export function linkView(link: PaymentLink, site: Site, shown: ShownForm): LinkView {
  const { locale, open, values = {}, problems = {} } = shown;
  const { price } = link;
  const self = `/l/${link.slug}`;
  const fields = formFields(link);
  return {
    ...frame(link, site, locale),
    name: link.name,
    description: link.description,
    imageUrl: link.imageUrl,
    price: price.kind === 'fixed' ? formatForReading(price.unit, locale) : null,
    isEach: price.kind === 'fixed' && price.quantity !== null,
    unit:
      price.kind === 'fixed' && price.quantity !== null
        ? { value: formatMoney(price.unit), currency: price.unit.currency }
        : null,
    groups: GROUPS.flatMap((group) => {
      const own = fields.filter((field) => field.group === group);
      return own.length === 0
        ? []
        : [{ group, fields: own.map((field) => fieldView(field, link, locale, values, problems)) }];
    }),
    running: open
      ? { url: `/checkout/${codeOf(open.session.id)}`, total: formatForReading(open.session.terms.total, locale) }
      : null,
    notice: shown.notice ?? null,
    csrfToken: shown.csrfToken,
    visitToken: shown.visitToken,
    urls: {
      self: shown.visitCode === null ? self : `${self}?visit=${shown.visitCode}`,
      brandCss: brandUrl(link, site),
    },
  };
}

export function linkClosedView(
  link: PaymentLink,
  site: Site,
  reason: LinkClosedReason,
  locale: string,
): LinkClosedView {
  return { ...frame(link, site, locale), reason, self: `/l/${link.slug}`, brandCss: brandUrl(link, site) };
}

const frame = ({ livemode }: PaymentLink, { name, brand, allowedOrigins }: Site, locale: string) => ({
  locale,
  direction: 'ltr' as const,
  merchant: { name, logoUrl: brand.logoUrl, supportEmail: brand.supportEmail },
  livemode,
  embedOrigins: allowedOrigins,
});

const brandUrl = ({ slug }: PaymentLink, { brand }: Site): string | null =>
  brand.accent === null ? null : `/l/${slug}/brand.css`;

const GROUPS: readonly FieldGroup[] = ['order', 'contact', 'billing', 'shipping', 'questions'];

function fieldView(
  field: FormField,
  link: PaymentLink,
  locale: string,
  values: Values,
  problems: Problems,
): LinkFieldView {
  const { name, type, label, required, autocomplete, maxLength } = field;
  return {
    name,
    type,
    label,
    required,
    autocomplete,
    maxLength,
    value: values[name] ?? field.initial,
    ...bounds(field, link, locale),
    options: optionTexts(field, locale),
    problem: problems[name] ?? null,
  };
}

function bounds({ type }: FormField, { price }: PaymentLink, locale: string) {
  const none = { minimum: null, maximum: null, currency: null };
  if (type === 'amount' && price.kind === 'customer') {
    const { currency } = price;
    const text = (minor: bigint | null) => (minor === null ? null : formatForReading({ minor, currency }, locale));
    return { minimum: text(price.minimum), maximum: text(price.maximum), currency };
  }
  if (type === 'quantity' && price.kind === 'fixed' && price.quantity !== null) {
    return { ...none, minimum: `${price.quantity.minimum}`, maximum: `${price.quantity.maximum}` };
  }
  return none;
}

/** Countries by their names in the page's language, in its order; the merchant's options as they are. */
function optionTexts({ options, name }: FormField, locale: string): LinkFieldView['options'] {
  if (!name.endsWith('.country')) return options.map((value) => ({ value, text: value }));
  const names = new Intl.DisplayNames(locale, { type: 'region' });
  return options
    .map((value) => ({ value, text: names.of(value) ?? value }))
    .sort((a, b) => a.text.localeCompare(b.text, locale));
}
