import { type Html, html } from '../html.ts';
import { decisiveSession } from '../order-progress.ts';
import type { Order } from '../orders.ts';
import { findProduct } from '../products.ts';
import { ICONS } from './icons.ts';
import type { Page } from './layout.ts';
import { type StatusWords, WORDS } from './status-words.ts';

/** The order as the webhooks told it. That the customer has come back from the payment page changes nothing here. */
export function orderPage(order: Order): Page {
  const words = WORDS[decisiveSession(order)?.status ?? 'pending'];
  const body = html`<div class="order">
<section class="status ${words.tone}" role="status" data-live>${ICONS[words.tone]}<h1>${words.title}</h1><p>${words.text}</p>${steps(words)}</section>
<div class="actions" data-live>${actions(order, words)}</div>
${receipt(order)}
</div>`;
  return { title: words.title, body, followSeconds: words.followSeconds };
}

/** The customer has come back by the payment page's cancel link, and nothing has been heard of a payment. */
export function leftPage(order: Order): Page {
  const title = 'You left before paying';
  const body = html`<div class="order">
<section class="status wait">${ICONS.wait}<h1>${title}</h1>
<p>We keep your order. If you have sent the money after all, <a href="/orders/${order.id}">your order’s page</a> tells you when it arrives.</p></section>
<div class="actions">${actions(order, WORDS.pending)}</div>
${receipt(order)}
</div>`;
  return { title, body };
}

function actions(order: Order, { toPay, followSeconds }: StatusWords): Html {
  const url = decisiveSession(order)?.checkoutUrl ?? order.checkoutUrl;
  const isOver = followSeconds === undefined;
  return html`${toPay && url ? html`<a class="button" href="${url}">${toPay}</a>` : null}
<a class="button ${isOver ? '' : 'quiet'}" href="/">Back to the shop</a>`;
}

const STEPS = ['Ordered', 'Seen', 'Paid'];

function steps({ stepsDone, tone }: StatusWords): Html | null {
  if (tone === 'bad') return null;
  const items = STEPS.map(
    (name, index) =>
      html`<li class="${index < stepsDone ? 'done' : 'open'}">${name}<span class="hidden">${index < stepsDone ? ', done' : ', not yet'}</span></li>`,
  );
  return html`<ol class="steps">${items}</ol>`;
}

const DATE = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

function receipt({ id, productId, price, createdAt }: Order): Html {
  const product = findProduct(productId);
  return html`<section class="receipt" aria-labelledby="receipt">
<h2 id="receipt">Your order</h2>
<div class="line">${product ? html`<div class="picture ${product.tint}">${product.picture}</div>` : null}<p>${product?.name ?? productId}</p><p class="price">$${price}</p></div>
<dl><div><dt>Total</dt><dd class="price">$${price}</dd></div>
<div><dt>Ordered</dt><dd>${DATE.format(new Date(createdAt))} UTC</dd></div>
<div><dt>Number</dt><dd><code>${id}</code></dd></div></dl>
</section>`;
}
