import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { OpentillError, SignatureVerificationError } from '@opentill/sdk';
import { type Checkout, createCheckout } from './checkout.ts';
import type { ShopConfig } from './config.ts';
import { type Orders, openOrders } from './orders.ts';
import { canceledPage, errorPage, homePage, orderPage } from './pages.ts';
import { findProduct } from './products.ts';
import { STYLES, STYLES_PATH } from './styles.ts';

const MAX_BODY_BYTES = 1_000_000;
/** Forms may lead to the payment page, which is another origin. */
const policyFor = (config: ShopConfig) =>
  `default-src 'none'; style-src 'self'; form-action 'self' ${new URL(config.opentillUrl).origin}; base-uri 'none'; frame-ancestors 'none'`;

/** The shop: three products, an order page, and the webhook that it believes. */
export function createShop(config: ShopConfig): Server {
  const orders = openOrders(config.dataFile);
  const checkout = createCheckout(config, orders);
  return createServer((request, response) => {
    answer({ config, orders, checkout }, request, response).catch((error: unknown) => {
      console.error(error);
      page(config, response, 500, errorPage('Something went wrong', 'It is our fault. Please try again.'));
    });
  });
}

interface Shop {
  readonly config: ShopConfig;
  readonly orders: Orders;
  readonly checkout: Checkout;
}

async function answer(shop: Shop, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', shop.config.shopUrl);
  const route = `${request.method === 'HEAD' ? 'GET' : request.method} ${pathname}`;
  if (route === 'GET /') return page(shop.config, response, 200, homePage());
  if (route === `GET ${STYLES_PATH}`) return send(response, 200, 'text/css', STYLES);
  if (route === 'POST /orders') return buy(shop, request, response);
  if (route === 'POST /webhooks/opentill') return hear(shop, request, response);
  const order = /^GET \/orders\/([\w-]{1,40})(\/canceled)?$/.exec(route);
  if (order) return showOrder(shop, response, order[1]!, order[2] !== undefined);
  page(shop.config, response, 404, errorPage('Not here', 'There is no such page in this shop.'));
}

async function buy({ config, checkout }: Shop, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const product = findProduct(new URLSearchParams(await readBody(request)).get('product') ?? '');
  if (!product) return page(config, response, 400, errorPage('Sold out', 'We do not have that.'));
  try {
    const url = await checkout.buy(product);
    response.writeHead(303, { location: url }).end();
  } catch (error) {
    if (!(error instanceof OpentillError)) throw error;
    console.error(`Opentill refused: ${error.message}`);
    page(
      config,
      response,
      503,
      errorPage('We cannot take payments just now', 'Nothing was charged. Please try again in a minute.'),
    );
  }
}

async function hear({ checkout }: Shop, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  const headers = new Headers(
    Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as [string, string]] : [],
    ),
  );
  try {
    await checkout.hear(body, headers);
    send(response, 200, 'text/plain', 'ok');
  } catch (error) {
    if (!(error instanceof SignatureVerificationError)) throw error;
    send(response, 400, 'text/plain', 'not signed by Opentill');
  }
}

function showOrder({ config, orders }: Shop, response: ServerResponse, id: string, wasCanceled: boolean): void {
  const order = orders.find(id);
  const product = order && findProduct(order.productId);
  if (!order || !product) {
    page(config, response, 404, errorPage('No such order', 'Check the address of this page.'));
    return;
  }
  const left = wasCanceled && order.status === 'pending';
  page(config, response, 200, left ? canceledPage(order) : orderPage(order, product));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function page(config: ShopConfig, response: ServerResponse, status: number, html: string): void {
  response.setHeader('content-security-policy', policyFor(config));
  response.setHeader('cache-control', 'no-store');
  send(response, status, 'text/html; charset=utf-8', html);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'x-content-type-options': 'nosniff' }).end(body);
}
