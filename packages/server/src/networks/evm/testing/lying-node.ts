import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RpcRequest {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

export type RpcAnswer = { id: number; result?: unknown; error?: { code: number; message: string } } & Record<
  string,
  unknown
>;

/** What the node says instead of the truth; `undefined`: the truth. */
export type Lie = (exchange: {
  readonly requests: readonly RpcRequest[];
  /** Asks the real node. */
  readonly truth: () => Promise<RpcAnswer[]>;
  readonly many: boolean;
}) => Promise<Reply | undefined> | Reply | undefined;

/** `stall`: the connection is held open without a word. */
export type Reply =
  | { readonly answers: readonly unknown[] }
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body: string }
  | 'stall';

export interface LyingNode {
  readonly url: string;
  /** One entry for each HTTP request: the methods asked in it. */
  readonly log: (readonly string[])[];
  lie: Lie;
  close(): Promise<void>;
}

/** A node that passes everything on to a real one, and tampers with whatever the test wants tampered with. */
export async function startLyingNode(realUrl: string): Promise<LyingNode> {
  const node = { log: [] as (readonly string[])[], lie: (() => undefined) as Lie };
  const server = createServer((request, response) => {
    respond(realUrl, node, request, response).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(node, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}

async function respond(
  realUrl: string,
  node: { log: (readonly string[])[]; lie: Lie },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let text = '';
  for await (const chunk of request) text += chunk;
  const parsed = JSON.parse(text) as RpcRequest | RpcRequest[];
  const many = Array.isArray(parsed);
  const requests = many ? parsed : [parsed];
  node.log.push(requests.map(({ method }) => method));
  const truth = () => forward(realUrl, requests);
  const reply = (await node.lie({ requests, truth, many })) ?? { answers: await truth() };
  if (reply === 'stall') return;
  if ('answers' in reply) {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(many ? reply.answers : reply.answers[0]));
    return;
  }
  response.writeHead(reply.status ?? 200, reply.headers);
  response.end(reply.body);
}

async function forward(url: string, requests: readonly RpcRequest[]): Promise<RpcAnswer[]> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(requests),
  });
  return (await response.json()) as RpcAnswer[];
}

/** A lie about the results of one method, told to every call of it. */
export function tamper<T>(method: string, change: (result: T, request: RpcRequest) => unknown): Lie {
  return async ({ requests, truth }) => {
    if (!requests.some((request) => request.method === method)) return undefined;
    const byId = new Map(requests.map((request) => [request.id, request]));
    const answers = (await truth()).map((answer) => {
      const request = byId.get(answer.id)!;
      return request.method === method ? { ...answer, result: change(answer.result as T, request) } : answer;
    });
    return { answers };
  };
}
