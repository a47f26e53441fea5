import net, { type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { guardedPost, useReceivers } from '../testing/guarded-post.ts';
import { answer, createReceiver, stall } from '../testing/receiver.ts';
import type { ResolveHost } from './resolve-host.ts';

const { open, receiver } = useReceivers();

describe('a guarded post to a receiver that misbehaves', () => {
  it('gives up on one that never answers', async () => {
    const dead = await receiver(stall);
    const result = await guardedPost(dead.url, { timeoutMs: 200 });
    expect(result).toEqual({ kind: 'failed', error: 'no complete reply within 200 ms' });
  });

  it('gives up on one that drips its reply for ever (slowloris)', async () => {
    const slow = await receiver((response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const result = await guardedPost(slow.url, { timeoutMs: 300 });
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
    const result = await guardedPost(`http://127.0.0.1:${port}/`, { timeoutMs: 300 });
    expect(result).toEqual({ kind: 'failed', error: 'no complete reply within 300 ms' });
  });

  it('gives up on a name server that never answers', async () => {
    const resolve: ResolveHost = () => new Promise(() => {});
    const result = await guardedPost('http://shop.example/', { resolve, timeoutMs: 100 });
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
    const result = await guardedPost(flood.url);
    expect(result).toEqual({ kind: 'replied', status: 200, retryAfter: null, bodyStart: 'x'.repeat(2048) });
    await hungUp;
    // What the sockets' buffers took, and no more.
    expect(sentBytes).toBeLessThan(10_000_000);
  });

  it('makes the reply storable: no NUL, no broken UTF-8', async () => {
    const odd = await receiver((response) => response.end(Buffer.from([0x61, 0x00, 0xff, 0x62])));
    expect(await guardedPost(odd.url)).toMatchObject({ bodyStart: 'a\uFFFD\uFFFDb' });
  });

  it('fails when the connection is refused or breaks off, naming no address', async () => {
    const gone = await createReceiver();
    await gone.close();
    expect(await guardedPost(gone.url)).toEqual({ kind: 'failed', error: 'no reply: ECONNREFUSED' });
    const rude = await receiver((response) => void response.socket?.destroy());
    expect(await guardedPost(rude.url)).toEqual({ kind: 'failed', error: 'no reply: ECONNRESET' });
    const half = await receiver((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.socket?.destroy());
    });
    expect(await guardedPost(half.url)).toEqual({ kind: 'failed', error: 'no reply: ECONNRESET' });
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
      expect((await guardedPost(`http://127.0.0.1:${port}/`)).kind).toBe('failed');
    }
  });

  it('hands on Retry-After', async () => {
    const busy = await receiver(answer(429, { 'retry-after': '30' }));
    expect(await guardedPost(busy.url)).toMatchObject({ status: 429, retryAfter: '30' });
  });
});
