import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { OutgoingResult } from '../core/webhook/outgoing.ts';
import { guardedPost, resolvesTo, useReceivers } from '../testing/guarded-post.ts';
import { answer } from '../testing/receiver.ts';
import type { ResolveHost } from './resolve-host.ts';

const REFUSED: OutgoingResult = { kind: 'refused', flaw: 'address_denied' };
const { receiver } = useReceivers();

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
    expect(await guardedPost(`${origin}:${internal.port}/`, { allow: [] })).toEqual(REFUSED);
    expect(internal.requests).toEqual([]);
  });

  it('by ::1', async () => {
    const internal = await receiver(answer(200), '::1');
    expect(await guardedPost(internal.url, { allow: [] })).toEqual(REFUSED);
    expect(internal.requests).toEqual([]);
  });

  it.each(['10.0.0.1', '172.16.0.1', '192.168.0.1', '169.254.169.254', '100.64.0.1'])(
    'by the literal %s',
    async (host) => {
      expect(await guardedPost(`http://${host}/`, { allow: [] })).toEqual(REFUSED);
    },
  );

  it('by file:', async () => {
    expect(await guardedPost('file:///etc/passwd')).toEqual({ kind: 'refused', flaw: 'scheme' });
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
    const result = await guardedPost('http://evil.example/', { allow: [], resolve: resolvesTo(address) });
    expect(result).toEqual(REFUSED);
  });

  it('by a name with one public and one internal address', async () => {
    const internal = await receiver();
    const resolve = resolvesTo('127.0.0.1', '10.0.0.1');
    expect(await guardedPost(`http://evil.example:${internal.port}/`, { allow: ['127.0.0.0/8'], resolve })).toEqual(
      REFUSED,
    );
    expect(internal.requests).toEqual([]);
  });

  it('by DNS rebinding: the name is looked up once, and the connection goes to what was checked', async () => {
    const shop = await receiver(answer(200), '127.0.0.1');
    const internal = await receiver(answer(200), '127.0.0.2');
    const answers = [resolvesTo('127.0.0.1'), resolvesTo('127.0.0.2')];
    let lookups = 0;
    const rebinding: ResolveHost = (host) => answers[Math.min(lookups++, 1)]!(host);
    const result = await guardedPost(`http://evil.example:${shop.port}/`, {
      allow: ['127.0.0.1/32'],
      resolve: rebinding,
    });
    expect(result).toMatchObject({ kind: 'replied', status: 200 });
    expect(lookups).toBe(1);
    // And once the name has been rebound, it is refused.
    const again = await guardedPost(`http://evil.example:${internal.port}/`, {
      allow: ['127.0.0.1/32'],
      resolve: rebinding,
    });
    expect(again).toEqual(REFUSED);
    expect(internal.requests).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])('by a redirect (%i), which is not followed', async (status) => {
    const internal = await receiver();
    const evil = await receiver(answer(status, { location: internal.url }));
    expect(await guardedPost(evil.url)).toMatchObject({ kind: 'replied', status });
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
