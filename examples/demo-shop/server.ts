import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OpentillError, SignatureVerificationError } from '@opentill/sdk';
import { BodyTooLargeError, isFromOtherSite, readBody, readForm, send, setSafetyHeaders } from './answer.ts';
import { ASSETS } from './assets.ts';
import { type Checkout, createCheckout } from './checkout.ts';
import type { ShopConfig } from './config.ts';
import { isSeen } from './order-progress.ts';
import { type Order, type Orders, openOrders } from './orders.ts';
import { homePage } from './pages/home-page.ts';
import { layout, type Page } from './pages/layout.ts';
import { leftPage, orderPage } from './pages/order-page.ts';
import { messagePage, noPaymentPage } from './pages/trouble-page.ts';
import { newOrderId, placeOrder } from './place-order.ts';
import { findProduct } from './products.ts';

export interface Shop {
  readonly url: string;
  close(): Promise<void>;
}

/** Opens the shop: three products, a page for each order, and the webhook that tells how they stand. */
export async function openShop(config: ShopConfig): Promise<Shop> {
  const orders = openOrders(config.dataFile);
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(config.port, '127.0.0.1', resolve);
  });
  const url = config.shopUrl ?? `http://localhost:${(server.address() as AddressInfo).port}`;
  const context = { config, orders, checkout: createCheckout(config, url, orders) };
  server.on('request', (request, response) => void answer(context, request, response));
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Context {
  readonly config: ShopConfig;
  readonly orders: Orders;
  readonly checkout: Checkout;
}

async function answer(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  setSafetyHeaders(response, new URL(context.config.opentillUrl).origin);
  try {
    await route(context, request, response);
  } catch (error) {
    if (error instanceof BodyTooLargeError) return send(response, 413, 'text/plain', error.message);
    console.error(error);
    sendPage(context, response, messagePage(500, 'Something went wrong', 'It is our fault. Please try again.'));
  }
}

async function route(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '/'] = (request.url ?? '/').split('?');
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const asset = ASSETS.get(path);
  if (method === 'GET' && path === '/') return sendPage(context, response, homePage(newOrderId));
  if (method === 'GET' && asset) return send(response, 200, asset.type, asset.text);
  if (method === 'POST' && path === '/orders') return buy(context, request, response);
  if (method === 'POST' && path === '/webhooks/opentill') return hear(context, request, response);
  const [, id = '', left] = /^\/orders\/([\w-]+)(\/canceled)?$/.exec(path) ?? [];
  const order = method === 'GET' ? context.orders.find(id) : undefined;
  if (!order) return sendPage(context, response, NOT_FOUND);
  sendPage(context, response, left && !isSeen(order) ? leftPage(order) : orderPage(order));
}

const NOT_FOUND = messagePage(404, 'Not here', 'There is no such page or order. Please look at the address again.');
const SOLD_OUT = messagePage(400, 'We do not have that', 'Please choose one of our three things.');
const ELSEWHERE = messagePage(403, 'Please order in our shop', 'This order came from another site.');

async function buy(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (isFromOtherSite(request)) return sendPage(context, response, ELSEWHERE);
  const form = await readForm(request);
  const product = findProduct(form.get('product') ?? '');
  if (!product) return sendPage(context, response, SOLD_OUT);
  const order = placeOrder(context.orders, product, form.get('order'));
  try {
    response.writeHead(303, { location: await context.checkout.pay(order) }).end();
  } catch (error) {
    if (!(error instanceof OpentillError)) throw error;
    sendPage(context, response, noPayment(order, error));
  }
}

function noPayment(order: Order, error: OpentillError): Page {
  const { name, status, code, message, requestId } = error;
  console.error(`Order ${order.id}: ${[name, status, code, requestId, message].filter(Boolean).join(' ')}`);
  return noPaymentPage(order, error);
}

async function hear({ checkout }: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const rawBody = await readBody(request);
  try {
    await checkout.hear(rawBody, request.headers);
    response.writeHead(204).end();
  } catch (error) {
    if (!(error instanceof SignatureVerificationError)) throw error;
    send(response, 400, 'text/plain', error.message);
  }
}

function sendPage({ config }: Context, response: ServerResponse, page: Page): void {
  const isTest = config.apiKey.startsWith('ck_test_');
  send(response, page.status ?? 200, 'text/html', layout(page, { isTest }));
}
