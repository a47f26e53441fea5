import { type Html, html } from '../html.ts';
import { PRODUCTS, type Product } from '../products.ts';
import type { Page } from './layout.ts';

/** `newId` gives each button the id of the order that it makes. */
export function homePage(newId: () => string): Page {
  const body = html`<div class="welcome"><h1>Tea, and what it takes</h1><p>Three things, made slowly. Pay in a minute, from any wallet.</p></div>
<ul class="products">${PRODUCTS.map((product) => card(product, newId()))}</ul>
<ul class="promises">${PROMISES.map(([title, text]) => html`<li><h2>${title}</h2><p>${text}</p></li>`)}</ul>`;
  return { title: 'Tea, and what it takes', body };
}

const PROMISES = [
  ['No account', 'Your order has a page of its own. Keep its address, that is all.'],
  ['No card', 'Pay with USDC, USDT or ether. Nobody can charge you again.'],
  ['No guessing', 'The order’s page tells you when your payment is certain.'],
] as const;

function card({ id, name, description, price, tint, picture }: Product, orderId: string): Html {
  return html`<li class="product">
<div class="picture ${tint}">${picture}</div>
<h2>${name}</h2>
<p>${description}</p>
<form method="post" action="/orders" class="buy">
<input type="hidden" name="product" value="${id}"><input type="hidden" name="order" value="${orderId}">
<span class="price">$${price}</span><button class="button" aria-label="Buy ${name} for $${price}">Buy</button>
</form>
</li>`;
}
