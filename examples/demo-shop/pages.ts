import type { Order } from './orders.ts';
import { PRODUCTS, type Product } from './products.ts';
import { STYLES_PATH } from './styles.ts';

/** Text in HTML, whatever it holds. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function layout(title: string, body: string, { refreshSeconds }: { refreshSeconds?: number } = {}): string {
  const refresh = refreshSeconds === undefined ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${refresh}
<meta name="color-scheme" content="light dark"><title>${escapeHtml(title)} · Leaf &amp; Kettle</title><link rel="stylesheet" href="${STYLES_PATH}"></head>
<body><header><a class="brand" href="/">Leaf &amp; Kettle</a><span class="note">Demo: nothing is shipped</span></header>
<main>${body}</main><footer>Pays with <strong>Opentill</strong>, straight to the shop.</footer></body></html>`;
}

export function homePage(): string {
  return layout(
    'Tea, and what it takes',
    `<h1>Tea, and what it takes</h1><p class="lead">Three things, made well.</p><ul class="products">${PRODUCTS.map(card).join('')}</ul>`,
  );
}

function card({ id, name, description, price, picture }: Product): string {
  return `<li class="product"><div class="picture">${picture}</div><div class="words"><h2>${escapeHtml(name)}</h2><p>${escapeHtml(description)}</p></div>
<form method="post" action="/orders"><input type="hidden" name="product" value="${id}"><span class="price">$${price}</span><button aria-label="Buy ${escapeHtml(name)} for $${price}">Buy</button></form></li>`;
}

interface StatusWords {
  readonly tone: 'wait' | 'good' | 'bad';
  readonly title: string;
  readonly text: string;
  readonly final: boolean;
}

/** What the webhook told, in the shop's words. The redirect is never taken as proof of a payment. */
const WORDS: Readonly<Record<string, StatusWords>> = {
  pending: {
    tone: 'wait',
    title: 'Waiting for your payment',
    text: 'As soon as it is certain, this page says so.',
    final: false,
  },
  detected: {
    tone: 'wait',
    title: 'Your payment is on its way',
    text: 'The network is confirming it. This takes a moment.',
    final: false,
  },
  underpaid: {
    tone: 'wait',
    title: 'Something is still missing',
    text: 'Less arrived than the order costs. The payment page shows what is missing.',
    final: false,
  },
  overpaid: {
    tone: 'wait',
    title: 'Your payment is on its way',
    text: 'A little more arrived than we asked. We will write to you about it.',
    final: false,
  },
  paid: { tone: 'good', title: 'Paid. Thank you!', text: 'Your order is being packed.', final: true },
  paid_late: {
    tone: 'good',
    title: 'Paid. Thank you!',
    text: 'It came a little late, and it came. Your order is being packed.',
    final: true,
  },
  expired: {
    tone: 'bad',
    title: 'The time to pay is over',
    text: 'Nothing has arrived. If you have already sent it, keep this page: we are told when it comes.',
    final: false,
  },
  canceled: { tone: 'bad', title: 'This order was canceled', text: 'Nothing was charged.', final: true },
  failed: {
    tone: 'bad',
    title: 'The payment did not last',
    text: 'The network took it back. Please write to us.',
    final: false,
  },
};

const ICONS = { wait: '…', good: '✓', bad: '!' } as const;
const REFRESH_SECONDS = 2;

export function orderPage(order: Order, product: Product): string {
  const words = WORDS[order.status] ?? WORDS['pending']!;
  const body = `<section class="status ${words.tone}" role="status"><span class="icon" aria-hidden="true">${ICONS[words.tone]}</span><h1>${words.title}</h1><p>${words.text}</p></section>
<dl class="receipt"><dt>Order</dt><dd><code>${escapeHtml(order.id)}</code></dd><dt>${escapeHtml(product.name)}</dt><dd>$${product.price}</dd><dt>Status</dt><dd>${escapeHtml(order.status.replace('_', ' '))}</dd></dl>
<p><a href="/">Back to the shop</a></p>`;
  return layout(words.title, body, words.final ? {} : { refreshSeconds: REFRESH_SECONDS });
}

export function canceledPage(order: Order): string {
  return layout(
    'Not paid yet',
    `<h1>You left before paying</h1><p class="lead">Order <code>${escapeHtml(order.id)}</code> is not paid. If you have sent the money, <a href="/orders/${escapeHtml(order.id)}">its page</a> tells when it arrives.</p><p><a class="button" href="/">Back to the shop</a></p>`,
  );
}

export function errorPage(title: string, text: string): string {
  return layout(
    title,
    `<section class="status bad"><span class="icon" aria-hidden="true">!</span><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></section><p><a class="button" href="/">Back to the shop</a></p>`,
  );
}
