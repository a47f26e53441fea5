import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CreateRequest {
  readonly body: {
    readonly amount: { readonly value: string; readonly currency: string };
    readonly metadata: { readonly orderId: string };
    readonly successUrl: string;
    readonly cancelUrl: string;
    readonly lineItems: readonly unknown[];
  };
  readonly idempotencyKey: string;
}

export interface StandIn {
  readonly url: string;
  readonly env: Readonly<Record<'OPENTILL_URL' | 'OPENTILL_API_KEY' | 'OPENTILL_WEBHOOK_SECRET', string>>;
  /** What was asked of `POST /api/v1/checkout_sessions`. */
  readonly creates: readonly CreateRequest[];
  /** Answers the next creates with this error of the API; null: with sessions again. */
  refuseWith(error: { status: number; code: string } | null): void;
  close(): Promise<void>;
}

const API_KEY = `ck_test_${'k'.repeat(32)}`;
/** The bytes are of no importance; the server's have this form. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** A real HTTP server that speaks what the shop needs of the Opentill API: sessions by idempotency key, and error bodies. */
export async function startStandIn(): Promise<StandIn> {
  const creates: CreateRequest[] = [];
  const ids = new Map<string, string>();
  let refusal: { status: number; code: string } | null = null;
  const server = createServer(async (request, response) => {
    const reply = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const asked = { body: JSON.parse(await read(request)), idempotencyKey: `${request.headers['idempotency-key']}` };
    if (request.url?.startsWith('/checkout/')) return void response.end('the payment page');
    const isCreate = request.method === 'POST' && request.url === '/api/v1/checkout_sessions';
    if (!isCreate || request.headers.authorization !== `Bearer ${API_KEY}`)
      return reply(401, errorBody('unauthorized'));
    creates.push(asked);
    if (refusal) return reply(refusal.status, errorBody(refusal.code));
    const id = ids.get(asked.idempotencyKey) ?? `cs_${creates.length}`;
    ids.set(asked.idempotencyKey, id);
    const { metadata, amount } = asked.body as CreateRequest['body'];
    reply(
      201,
      sessionOf({ origin: `http://${request.headers.host}`, id, orderId: metadata.orderId, amount: amount.value }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    env: { OPENTILL_URL: url, OPENTILL_API_KEY: API_KEY, OPENTILL_WEBHOOK_SECRET: newSecret() },
    creates,
    refuseWith: (error) => {
      refusal = error;
    },
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8') || '{}';
}

const errorBody = (code: string) => ({
  error: { type: 'server', code, message: `Message of ${code}.`, requestId: 'req_7' },
});

export interface SessionFacts {
  /** The Opentill server's. */
  readonly origin: string;
  readonly id: string;
  readonly orderId: string;
  readonly amount: string;
  readonly status?: string;
}

/** As much of a session as the shop reads. One with a higher number in its id is a later one. */
export const sessionOf = ({ origin, id, orderId, amount, status = 'pending' }: SessionFacts) => ({
  id,
  object: 'checkout_session',
  status,
  amountTotal: amount,
  currency: 'USD',
  metadata: { orderId },
  checkoutUrl: `${origin}/checkout/${id}`,
  createdAt: `2026-01-31T12:00:00.${id.replace(/\D/g, '').padStart(3, '0')}Z`,
});

/** A delivery's body and headers, signed as docs/webhooks.md says, by Node's own HMAC. */
export function signed(event: object, secret: string, atSeconds = Math.floor(Date.now() / 1000)) {
  const body = JSON.stringify(event);
  const id = `evt_${randomBytes(6).toString('hex')}`;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${atSeconds}.${body}`).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(atSeconds),
    'webhook-signature': `v1,${signature}`,
  };
  return { method: 'POST', body, headers };
}
