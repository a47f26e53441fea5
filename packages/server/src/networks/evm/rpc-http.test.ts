import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChainReadError } from '../../core/chain/errors.ts';
import { BatchRefusedError } from './rpc-answer.ts';
import { createRpcEndpoint } from './rpc-endpoint.ts';
import { LARGEST_ANSWER_BYTES, post } from './rpc-http.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(respond: RequestListener): Promise<string> {
  const server = createServer(respond);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

interface Asked {
  readonly many?: boolean;
  readonly timeoutMs?: number;
}

/** What a node that responds so has told us. */
async function ask(respond: RequestListener, { many = false, timeoutMs = 10_000 }: Asked = {}): Promise<string> {
  const endpoint = createRpcEndpoint(await listen(respond), 100);
  return post(endpoint, '[]', many, { timeoutMs, closing: new AbortController().signal, now: () => 0 });
}

const faultOf = (answer: Promise<string>): Promise<ChainReadError> =>
  answer.then(
    () => expect.fail('it was believed'),
    (error) => error,
  );

const ZIPPED = { 'content-encoding': 'gzip' };

describe('a compressed answer', () => {
  it('is asked for and read', async () => {
    let headers: IncomingHttpHeaders = {};
    const text = JSON.stringify({ jsonrpc: '2.0', id: 1, result: 'ü'.repeat(100_000) });
    const answer = await ask((request, response) => {
      headers = request.headers;
      response.writeHead(200, ZIPPED).end(gzipSync(text));
    });
    expect(headers).toMatchObject({ 'accept-encoding': 'gzip', 'user-agent': 'opentill' });
    expect(answer).toBe(text);
  });

  it('that is damaged or cut off is not believed', async () => {
    const whole = gzipSync('{"jsonrpc":"2.0","id":1,"result":"0x1"}');
    for (const bytes of [whole.subarray(0, -9), Buffer.from('no gzip at all')]) {
      const fault = await faultOf(ask((_, response) => response.writeHead(200, ZIPPED).end(bytes)));
      expect(fault).toMatchObject({ reason: 'malformed' });
    }
  });
});

describe('an answer of more than can be borne', () => {
  const endless: RequestListener = (_, response) => {
    const more = Buffer.alloc(2 ** 20, ' ');
    const write = () => {
      while (!response.destroyed && response.write(more));
    };
    response.on('drain', write);
    write();
  };
  const bomb = gzipSync(Buffer.alloc(LARGEST_ANSWER_BYTES + 1, ' '), { level: 1 });
  const zipped: RequestListener = (_, response) => response.writeHead(200, ZIPPED).end(bomb);

  it.each([
    ['without an end', endless],
    ['compressed to little', zipped],
  ])('is broken off, and less is to be asked: %s', async (_, respond) => {
    expect(await faultOf(ask(respond))).toMatchObject({ reason: 'range_limit' });
    expect(await faultOf(ask(respond, { many: true }))).toBeInstanceOf(BatchRefusedError);
  });
});

describe('an answer that does not come in full', () => {
  it('is none: the connection ends in its middle', async () => {
    const fault = await faultOf(
      ask((_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"jsonrpc"', () => response.destroy());
      }),
    );
    expect(fault).toMatchObject({ reason: 'unreachable' });
  });

  it('is not waited for longer than allowed: silence in its middle', async () => {
    const fault = await faultOf(ask((_, response) => void response.write('{"jsonrpc"'), { timeoutMs: 200 }));
    expect(fault).toMatchObject({ reason: 'timeout' });
  });
});

it('a redirect is not followed', async () => {
  let followed = false;
  const elsewhere = await listen((_, response) => {
    followed = true;
    response.end('{"jsonrpc":"2.0","id":1,"result":"0x1"}');
  });
  const fault = await faultOf(ask((_, response) => response.writeHead(307, { location: elsewhere }).end()));
  expect(fault).toMatchObject({ reason: 'http_status' });
  expect(followed).toBe(false);
});
