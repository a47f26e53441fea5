import type { PaymentLink } from '../../../core/link/payment-link.ts';
import { formatForReading } from '../../../core/money/reading.ts';

const STYLE =
  'display:inline-block;padding:12px 20px;border-radius:8px;background:#1f4fd8;color:#fff;font:600 16px/1.2 system-ui,sans-serif;text-decoration:none';

/** A plain HTML button: a link that works in any page, mail or CMS, without a script. */
export function buttonSnippet({ name, price }: Pick<PaymentLink, 'name' | 'price'>, url: string): string {
  const isFixed = price.kind === 'fixed' && price.quantity === null;
  const words = isFixed ? `Pay ${formatForReading(price.unit, 'en')}` : 'Pay';
  return `<a href="${escapeHtml(url)}" title="${escapeHtml(name)}" style="${STYLE}">${escapeHtml(words)}</a>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
