import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: object | string;
}

/** An answer, or what to do with the connection instead. */
export type Reaction = Answer | ((response: ServerResponse) => void);

export interface StandIn {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Reactions to the next requests, in order; the last one stays. */
  answer(...reactions: readonly Reaction[]): void;
  /** Reacts by what is asked. */
  answerBy(react: (asked: Asked) => Reaction): void;
  close(): Promise<void>;
}

/** A real HTTP server on a free port of this machine, in the place of an Opentill server. */
export async function startStandIn(): Promise<StandIn> {
  const asked: Asked[] = [];
  let react: (asked: Asked) => Reaction = () => ({ body: {} });
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const one: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body,
    };
    asked.push(one);
    send(response, react(one));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: (...reactions) => {
      const queue = [...reactions];
      react = () => (queue.length > 1 ? queue.shift() : queue[0]) ?? {};
    },
    answerBy: (next) => {
      react = next;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function send(response: ServerResponse, reaction: Reaction): void {
  if (typeof reaction === 'function') return void reaction(response);
  const { status = 200, headers = {}, body = {} } = reaction;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_1', ...headers }).end(text);
}

/** The API's error body. */
export function apiError(
  status: number,
  code: string,
  more: Readonly<Record<string, string>> = {},
  retryAfter?: string,
): Answer {
  const error = { type: 'x', code, message: `Message of ${code}.`, requestId: 'req_body', ...more };
  return { status, body: { error }, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } };
}
