import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a receiver answers its n-th request, counted from 1. Not answering at all is possible too. */
export type Answering = (response: http.ServerResponse, request: ReceivedRequest, count: number) => void;

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly ReceivedRequest[];
  /** The most requests that were unanswered at the same moment. */
  readonly mostAtOnce: () => number;
  answerWith(answering: Answering): void;
  /** Resolves when so many requests have come in. */
  received(count: number): Promise<void>;
  close(): Promise<void>;
}

export const answer =
  (status: number, headers: http.OutgoingHttpHeaders = {}, body = ''): Answering =>
  (response) =>
    void response.writeHead(status, headers).end(body);

/** Takes the request and never answers. */
export const stall: Answering = () => {};

/** A merchant's server on a free port of the loopback: a real one, that records what reaches it. */
export async function createReceiver(answering: Answering = answer(200), host = '127.0.0.1'): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  const waiting = new Set<() => void>();
  let current = answering;
  let open = 0;
  let most = 0;
  const server = http.createServer(async (request, response) => {
    most = Math.max(most, ++open);
    response.on('close', () => open--);
    request.on('error', () => {});
    const received = await read(request).catch(() => undefined);
    if (!received) return;
    requests.push(received);
    for (const check of waiting) check();
    current(response, received, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/hook`,
    port,
    requests,
    mostAtOnce: () => most,
    answerWith: (next) => {
      current = next;
    },
    received: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (requests.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: http.IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headers as Record<string, string>,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
