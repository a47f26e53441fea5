import type { OpentillError } from '@opentill/sdk';
import { html } from '../html.ts';
import type { Order } from '../orders.ts';
import { ICONS } from './icons.ts';
import type { Page } from './layout.ts';

/** A page for what went wrong on the customer's way: what it is, and one way on. */
export function messagePage(status: number, title: string, text: string): Page {
  const body = html`<div class="order"><section class="status bad">${ICONS.bad}<h1>${title}</h1><p>${text}</p></section>
<div class="actions"><a class="button" href="/">Back to the shop</a></div></div>`;
  return { status, title, body };
}

/** The payment could not be started. The customer hears what to do, and the code that finds it in our log and the server's. */
export function noPaymentPage(order: Order, { code, requestId }: OpentillError): Page {
  const title = 'We cannot take your payment just now';
  const why =
    code === 'rate_unavailable' ? 'There is no trustworthy exchange rate at the moment.' : 'It is not your fault.';
  const body = html`<div class="order"><section class="status bad">${ICONS.bad}<h1>${title}</h1>
<p>${why} Your order is kept and nothing was charged. Please try again in a minute.</p></section>
<form class="actions" method="post" action="/orders"><input type="hidden" name="product" value="${order.productId}"><input type="hidden" name="order" value="${order.id}"><button class="button">Try again</button>
<a class="button quiet" href="/">Back to the shop</a></form>
<p class="reference">If you write to us, mention <code>${code}</code>${requestId ? html` and <code>${requestId}</code>` : null}.</p></div>`;
  return { status: 503, title, body };
}
