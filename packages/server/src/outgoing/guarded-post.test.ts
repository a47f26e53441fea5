import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { guardedPost, resolvesTo, useReceivers } from '../testing/guarded-post.ts';
import { answer } from '../testing/receiver.ts';
import { createHostResolver } from './resolve-host.ts';

const { open, receiver } = useReceivers();

describe('a guarded post', () => {
  it('sends the body and headers, and gives back status and the start of the reply', async () => {
    const shop = await receiver(answer(202, {}, 'thanks'));
    const result = await guardedPost(shop.url, { headers: { 'webhook-id': 'evt_1' } });
    expect(result).toEqual({ kind: 'replied', status: 202, retryAfter: null, bodyStart: 'thanks' });
    expect(shop.requests[0]).toMatchObject({ method: 'POST', url: '/hook', body: '{"a":1}' });
    expect(shop.requests[0]?.headers).toMatchObject({ 'webhook-id': 'evt_1', 'content-length': '7' });
  });

  it('keeps the name as Host while it connects to the address that was checked', async () => {
    const shop = await receiver();
    await guardedPost(`http://shop.example:${shop.port}/`, { resolve: resolvesTo('127.0.0.1') });
    expect(shop.requests[0]?.headers['host']).toBe(`shop.example:${shop.port}`);
  });

  it('tries the next address of a name when one does not answer', async () => {
    const shop = await receiver();
    const result = await guardedPost(`http://shop.example:${shop.port}/`, {
      resolve: resolvesTo('127.9.9.9', '127.0.0.1'),
    });
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
    const result = await guardedPost(`https://shop.example:${port}/`, {
      resolve: resolvesTo('127.0.0.1'),
      requireHttps: true,
    });
    expect(names).toEqual(['shop.example']);
    expect(result.kind).toBe('failed');
  });

  it('refuses plain http where https is required', async () => {
    const shop = await receiver();
    expect(await guardedPost(shop.url, { requireHttps: true })).toEqual({ kind: 'refused', flaw: 'https_required' });
    expect(shop.requests).toEqual([]);
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
