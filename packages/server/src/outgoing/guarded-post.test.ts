import { execFile } from 'node:child_process';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { OutgoingPost, OutgoingResult } from '../core/webhook/outgoing.ts';
import { answer, createReceiver, type Receiver, stall } from '../testing/receiver.ts';
import { createDenyList } from './deny-list.ts';
import { createGuardedPost } from './guarded-post.ts';
import { createHostResolver, type HostAddress, type ResolveHost } from './resolve-host.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function receiver(...options: Parameters<typeof createReceiver>): Promise<Receiver> {
  const made = await createReceiver(...options);
  open.push(made);
  return made;
}

const LOOPBACK_ALLOWED = ['127.0.0.0/8', '::1/128'];

function post(url: string, options: { allow?: string[]; resolve?: ResolveHost } & Partial<OutgoingPost> = {}) {
  const { allow = LOOPBACK_ALLOWED, resolve = neverResolve, ...rest } = options;
  const send = createGuardedPost({ isDenied: createDenyList(allow), resolveHost: resolve });
  return send({ url, headers: {}, body: '{"a":1}', timeoutMs: 5000, requireHttps: false, ...rest });
}

const neverResolve: ResolveHost = async (host) => {
  throw new Error(`${host} was looked up`);
};
const resolvesTo =
  (...addresses: string[]): ResolveHost =>
  async () =>
    addresses.map((address): HostAddress => ({ address, family: net.isIPv6(address) ? 6 : 4 }));

const REFUSED: OutgoingResult = { kind: 'refused', flaw: 'address_denied' };

describe('a guarded post', () => {
  it('sends the body and headers, and gives back status and the start of the reply', async () => {
    const shop = await receiver(answer(202, {}, 'thanks'));
    const result = await post(shop.url, { headers: { 'webhook-id': 'evt_1' } });
    expect(result).toEqual({ kind: 'replied', status: 202, retryAfter: null, bodyStart: 'thanks' });
    expect(shop.requests[0]).toMatchObject({ method: 'POST', url: '/hook', body: '{"a":1}' });
    expect(shop.requests[0]?.headers).toMatchObject({ 'webhook-id': 'evt_1', 'content-length': '7' });
  });

  it('keeps the name as Host while it connects to the address that was checked', async () => {
    const shop = await receiver();
    await post(`http://shop.example:${shop.port}/`, { resolve: resolvesTo('127.0.0.1') });
    expect(shop.requests[0]?.headers['host']).toBe(`shop.example:${shop.port}`);
  });

  it('tries the next address of a name when one does not answer', async () => {
    const shop = await receiver();
    const result = await post(`http://shop.example:${shop.port}/`, { resolve: resolvesTo('127.9.9.9', '127.0.0.1') });
    expect(result).toMatchObject({ kind: 'replied', status: 200 });
  });

  it('tells the name to a TLS server and does not trust a certificate that is not there', async () => {
    const names: string[] = [];
    const server = tls.createServer({
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    const { port } = server.address() as AddressInfo;
    const result = await post(`https://shop.example:${port}/`, {
      resolve: resolvesTo('127.0.0.1'),
      requireHttps: true,
    });
    expect(names).toEqual(['shop.example']);
    expect(result.kind).toBe('failed');
  });

  it('refuses plain http where https is required', async () => {
    const shop = await receiver();
    expect(await post(shop.url, { requireHttps: true })).toEqual({ kind: 'refused', flaw: 'https_required' });
    expect(shop.requests).toEqual([]);
  });
});

describe('a guarded post is not led to an internal address', () => {
  it.each([
    ['127/8', 'http://127.0.0.1'],
    ['another of 127/8', 'http://127.8.8.8'],
    ['a decimal host', 'http://2130706433'],
    ['a hexadecimal host', 'http://0x7f.1'],
    ['an octal host', 'http://0177.0.0.1'],
    ['IPv4-mapped IPv6', 'http://[::ffff:127.0.0.1]'],
    ['localhost', 'http://localhost'],
  ])('by %s', async (_name, origin) => {
    const internal = await receiver(answer(200), '0.0.0.0');
    expect(await post(`${origin}:${internal.port}/`, { allow: [] })).toEqual(REFUSED);
    expect(internal.requests).toEqual([]);
  });

  it('by ::1', async () => {
    const internal = await receiver(answer(200), '::1');
    expect(await post(internal.url, { allow: [] })).toEqual(REFUSED);
    expect(internal.requests).toEqual([]);
  });

  it.each(['10.0.0.1', '172.16.0.1', '192.168.0.1', '169.254.169.254', '100.64.0.1'])(
    'by the literal %s',
    async (host) => {
      expect(await post(`http://${host}/`, { allow: [] })).toEqual(REFUSED);
    },
  );

  it('by file:', async () => {
    expect(await post('file:///etc/passwd')).toEqual({ kind: 'refused', flaw: 'scheme' });
  });

  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '169.254.169.254',
    '::1',
    '::ffff:127.0.0.1',
    'fd00::1',
    '64:ff9b::7f00:1',
    'fe80::1%lo',
  ])('by a name that resolves to %s', async (address) => {
    const result = await post('http://evil.example/', { allow: [], resolve: resolvesTo(address) });
    expect(result).toEqual(REFUSED);
  });

  it('by a name with one public and one internal address', async () => {
    const internal = await receiver();
    const resolve = resolvesTo('127.0.0.1', '10.0.0.1');
    expect(await post(`http://evil.example:${internal.port}/`, { allow: ['127.0.0.0/8'], resolve })).toEqual(REFUSED);
    expect(internal.requests).toEqual([]);
  });

  it('by DNS rebinding: the name is looked up once, and the connection goes to what was checked', async () => {
    const shop = await receiver(answer(200), '127.0.0.1');
    const internal = await receiver(answer(200), '127.0.0.2');
    const answers = [resolvesTo('127.0.0.1'), resolvesTo('127.0.0.2')];
    let lookups = 0;
    const rebinding: ResolveHost = (host) => answers[Math.min(lookups++, 1)]!(host);
    const result = await post(`http://evil.example:${shop.port}/`, { allow: ['127.0.0.1/32'], resolve: rebinding });
    expect(result).toMatchObject({ kind: 'replied', status: 200 });
    expect(lookups).toBe(1);
    // And once the name has been rebound, it is refused.
    const again = await post(`http://evil.example:${internal.port}/`, { allow: ['127.0.0.1/32'], resolve: rebinding });
    expect(again).toEqual(REFUSED);
    expect(internal.requests).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])('by a redirect (%i), which is not followed', async (status) => {
    const internal = await receiver();
    const evil = await receiver(answer(status, { location: internal.url }));
    expect(await post(evil.url)).toMatchObject({ kind: 'replied', status });
    expect(internal.requests).toEqual([]);
  });

  it("by the proxy of the process's environment", async () => {
    const proxy = await receiver();
    const shop = await receiver();
    const script = `
      const { createGuardedPost } = await import(${JSON.stringify(new URL('./guarded-post.ts', import.meta.url).href)});
      const send = createGuardedPost({ isDenied: () => false, resolveHost: async () => [{ address: '127.0.0.1', family: 4 }] });
      const url = 'http://shop.example:${shop.port}/';
      console.log((await send({ url, headers: {}, body: '', timeoutMs: 5000, requireHttps: false })).status);`;
    const env = { ...process.env, NODE_USE_ENV_PROXY: '1', HTTP_PROXY: new URL(proxy.url).origin };
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env });
    expect(stdout.trim()).toBe('200');
    expect(proxy.requests).toEqual([]);
    expect(shop.requests).toHaveLength(1);
  });
});

describe('a guarded post to a receiver that misbehaves', () => {
  it('gives up on one that never answers', async () => {
    const dead = await receiver(stall);
    const result = await post(dead.url, { timeoutMs: 200 });
    expect(result).toEqual({ kind: 'failed', error: 'no complete reply within 200 ms' });
  });

  it('gives up on one that drips its reply for ever (slowloris)', async () => {
    const slow = await receiver((response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const result = await post(slow.url, { timeoutMs: 300 });
    expect(result).toEqual({ kind: 'failed', error: 'no complete reply within 300 ms' });
  });

  it('gives up on one that drips its headers for ever', async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => socket.write('x: y\r\n'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    const { port } = server.address() as AddressInfo;
    const result = await post(`http://127.0.0.1:${port}/`, { timeoutMs: 300 });
    expect(result).toEqual({ kind: 'failed', error: 'no complete reply within 300 ms' });
  });

  it('gives up on a name server that never answers', async () => {
    const resolve: ResolveHost = () => new Promise(() => {});
    const result = await post('http://shop.example/', { resolve, timeoutMs: 100 });
    expect(result).toEqual({ kind: 'failed', error: 'no complete reply within 100 ms' });
  });

  it('reads at most 64 kB of a 10 MB reply, keeps 2 kB and goes by its status', async () => {
    let sentBytes = 0;
    const chunk = Buffer.alloc(16 * 1024, 'x');
    let closed = () => {};
    const hungUp = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const flood = await receiver((response) => {
      response.on('close', closed);
      const pump = () => {
        while (sentBytes < 10_000_000 && !response.destroyed) {
          sentBytes += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', pump);
        }
        response.end();
      };
      pump();
    });
    const result = await post(flood.url);
    expect(result).toEqual({ kind: 'replied', status: 200, retryAfter: null, bodyStart: 'x'.repeat(2048) });
    await hungUp;
    // What the sockets' buffers took, and no more.
    expect(sentBytes).toBeLessThan(10_000_000);
  });

  it('makes the reply storable: no NUL, no broken UTF-8', async () => {
    const odd = await receiver((response) => response.end(Buffer.from([0x61, 0x00, 0xff, 0x62])));
    expect(await post(odd.url)).toMatchObject({ bodyStart: 'a\uFFFD\uFFFDb' });
  });

  it('fails when the connection is refused or breaks off, naming no address', async () => {
    const gone = await createReceiver();
    await gone.close();
    expect(await post(gone.url)).toEqual({ kind: 'failed', error: 'no reply: ECONNREFUSED' });
    const rude = await receiver((response) => void response.socket?.destroy());
    expect(await post(rude.url)).toEqual({ kind: 'failed', error: 'no reply: ECONNRESET' });
    const half = await receiver((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.socket?.destroy());
    });
    expect(await post(half.url)).toEqual({ kind: 'failed', error: 'no reply: ECONNRESET' });
  });

  it('fails on a reply that is not HTTP, or switches protocols', async () => {
    for (const reply of [
      'nonsense\r\n\r\n',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
    ]) {
      const server = net.createServer((socket) => socket.on('error', () => {}).end(reply));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      open.push(server);
      const { port } = server.address() as AddressInfo;
      expect((await post(`http://127.0.0.1:${port}/`)).kind).toBe('failed');
    }
  });

  it('hands on Retry-After', async () => {
    const busy = await receiver(answer(429, { 'retry-after': '30' }));
    expect(await post(busy.url)).toMatchObject({ status: 429, retryAfter: '30' });
  });
});

describe('the host resolver', () => {
  it('knows localhost without asking anyone', async () => {
    expect(await createHostResolver()('shop.localhost')).toEqual([
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
  });
});
