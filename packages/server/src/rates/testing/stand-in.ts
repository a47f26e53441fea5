import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/** JSON text to answer with, or what to do with the response instead. */
export type Answer = string | { readonly respond: (response: ServerResponse) => void };

export interface StandIn {
  readonly url: string;
  /** Every request so far. */
  readonly asked: readonly Asked[];
  /** What to answer from now on, by what is asked. */
  answerBy(decide: (asked: Asked) => Answer): void;
  close(): Promise<void>;
}

/** A real HTTP server on a free port of this machine, in the place of a price service. */
export async function startStandIn(): Promise<StandIn> {
  const asked: Asked[] = [];
  let decide: (asked: Asked) => Answer = () => '{}';
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const one: Asked = { path: url.pathname, query: url.searchParams, headers: request.headers };
    asked.push(one);
    const answer = decide(one);
    if (typeof answer === 'string') response.setHeader('content-type', 'application/json').end(answer);
    else answer.respond(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answerBy: (next) => {
      decide = next;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
