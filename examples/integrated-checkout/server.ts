import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignatureVerificationError } from '@opentill/sdk';
import {
  asksForPage,
  isFromOtherSite,
  NOTHING_HERE,
  readBody,
  send,
  sendJson,
  setSafetyHeaders,
  TooLargeError,
} from './answer.ts';
import { ASSETS } from './assets.ts';
import type { Config } from './config.ts';
import { connect, type Gateway, GatewayError } from './gateway.ts';
import { viewMethods, viewOrder } from './order-view.ts';
import { createOrders, type Order, type Orders } from './orders.ts';
import { qrSvg } from './payment-uri.ts';
import { PRODUCT } from './product.ts';
import { sayPayment } from './say-payment.ts';
import { hearWebhook, type Registration, registerWebhook, WEBHOOK_PATH } from './webhook.ts';

/** Half an hour to pay. */
const EXPIRES_IN_SECONDS = 1800;
/** Webhooks tell at once. In case one is lost, whoever looks makes the shop ask when it has heard nothing for so long. */
const ASK_AGAIN_AFTER_MS = 5_000;

export interface Shop {
  readonly url: string;
  close(): Promise<void>;
}

interface Context {
  readonly config: Config;
  readonly gateway: Gateway;
  readonly orders: Orders;
  secret: string | null;
}

/** The merchant's side: a page, and the backend that the page talks to. */
export async function openShop(config: Config): Promise<Shop> {
  const context: Context = { config, gateway: connect(config), orders: createOrders(), secret: config.webhookSecret };
  const server = createServer((request, response) => void answer(context, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(config.port, '127.0.0.1', resolve);
  });
  const url = config.shopUrl ?? `http://localhost:${(server.address() as AddressInfo).port}`;
  let registration: Registration | null = null;
  if (context.secret === null) {
    registration = await registerWebhook(context.gateway, url);
    context.secret = registration?.secret ?? null;
  }
  return {
    url,
    async close() {
      await registration?.remove().catch((error: Error) => console.warn(error.message));
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  setSafetyHeaders(response);
  try {
    await route(context, request, response);
  } catch (error) {
    if (error instanceof TooLargeError) return sendJson(response, 413, { message: error.message });
    if (!(error instanceof GatewayError)) console.error(error);
    else console.warn(`${request.method} ${request.url}: ${error.status} ${error.code} ${error.message}`);
    const isConflict = error instanceof GatewayError && error.status === 409;
    sendJson(response, isConflict ? 409 : 502, {
      message: isConflict ? 'That is no longer possible.' : 'The payment service does not answer. Please try again.',
    });
  }
}

async function route(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '/'] = (request.url ?? '/').split('?');
  const isGet = request.method === 'GET' || request.method === 'HEAD';
  const asset = ASSETS.get(path === '/' || /^\/orders\/[0-9a-f]{32}$/.test(path) ? '/index.html' : path);
  if (isGet && asset) return send(response, 200, asset.type, asset.text);
  if (isGet && path === '/api/offer') return sendJson(response, 200, await offer(context));
  if (request.method === 'POST' && path === WEBHOOK_PATH) return hear(context, request, response);
  if (request.method === 'POST' && isFromOtherSite(request))
    return sendJson(response, 403, { message: 'Not from here.' });
  if (request.method === 'POST' && path === '/api/orders') return order(context, request, response);
  const [, id = '', what] = /^\/api\/orders\/([0-9a-f]{32})(?:\/(extend|cancel|qr\.svg))?$/.exec(path) ?? [];
  if (isGet && !path.startsWith('/api/') && asksForPage(request)) return send(response, 404, 'text/html', NOTHING_HERE);
  const found = context.orders.find(id);
  if (!found) return sendJson(response, 404, { message: 'There is no such order.' });
  if (isGet && what === undefined) return show(response, await freshen(context, found));
  if (isGet && what === 'qr.svg')
    return send(response, 200, 'image/svg+xml', qrSvg(viewOrder(found, new Date()).paymentUri));
  if (request.method === 'POST' && (what === 'extend' || what === 'cancel')) {
    return show(response, context.orders.know(found, await context.gateway.act(found.session.id, what), Date.now()));
  }
  sendJson(response, 405, { message: 'Not like this.' });
}

async function offer({ gateway }: Context) {
  return { product: PRODUCT, methods: viewMethods(await gateway.methods()) };
}

/** The browser says which method, and nothing else. */
async function order(
  { config, gateway, orders }: Context,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { id, method: methodId } = readJson(await readBody(request));
  const method = (await gateway.methods()).find((each) => each.id === methodId);
  if (typeof id !== 'string' || !/^[0-9a-f]{32}$/.test(id) || !method) {
    return sendJson(response, 400, { message: 'Please choose one of our ways to pay.' });
  }
  const existing = orders.find(id);
  if (existing) return show(response, existing);
  const session = await gateway.create(
    {
      total: PRODUCT.price,
      currency: PRODUCT.currency,
      method: { network: method.network, token: method.token },
      expiresIn: EXPIRES_IN_SECONDS,
      metadata: { orderId: id },
    },
    `order-${id}`,
  );
  // Of two clicks at once the other may have come back first.
  const same = orders.find(id);
  if (same) return show(response, same);
  const made = { id, method, session, knownAt: Date.now() };
  orders.add(made);
  sayPayment(config, made);
  show(response, made);
}

function readJson(body: Buffer): { readonly id?: unknown; readonly method?: unknown } {
  try {
    return Object(JSON.parse(body.toString('utf8')));
  } catch {
    return {};
  }
}

/** What the webhooks have told, unless they have been silent for a while: then the gateway is asked. */
async function freshen({ gateway, orders }: Context, known: Order): Promise<Order> {
  if (known.session.sessionStatus === 'success' || Date.now() - known.knownAt < ASK_AGAIN_AFTER_MS) return known;
  return orders.know(known, await gateway.read(known.session.id), Date.now());
}

const show = (response: ServerResponse, shown: Order) => sendJson(response, 200, viewOrder(shown, new Date()));

async function hear({ orders, secret }: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (secret === null) return sendJson(response, 404, { message: 'Nobody is to call here.' });
  const rawBody = await readBody(request);
  try {
    const session = await hearWebhook(rawBody, request.headers, secret);
    const told = session && orders.findBySession(session.id);
    if (told) orders.know(told, session, Date.now());
    response.writeHead(204).end();
  } catch (error) {
    if (!(error instanceof SignatureVerificationError)) throw error;
    send(response, 400, 'text/plain', error.message);
  }
}
