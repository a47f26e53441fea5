import { isIPv6 } from 'node:net';
import { afterEach } from 'vitest';
import type { OutgoingPost } from '../core/webhook/outgoing.ts';
import { createDenyList } from '../outgoing/deny-list.ts';
import { createGuardedPost } from '../outgoing/guarded-post.ts';
import type { HostAddress, ResolveHost } from '../outgoing/resolve-host.ts';
import { createReceiver, type Receiver } from './receiver.ts';

const LOOPBACK_ALLOWED = ['127.0.0.0/8', '::1/128'];

/** Posts through the guard; loopback is open and no name resolves, unless the test says otherwise. */
export function guardedPost(
  url: string,
  options: { allow?: string[]; resolve?: ResolveHost } & Partial<OutgoingPost> = {},
) {
  const { allow = LOOPBACK_ALLOWED, resolve = neverResolve, ...rest } = options;
  const send = createGuardedPost({ isDenied: createDenyList(allow), resolveHost: resolve });
  return send({ url, headers: {}, body: '{"a":1}', timeoutMs: 5000, requireHttps: false, ...rest });
}

const neverResolve: ResolveHost = async (host) => {
  throw new Error(`${host} was looked up`);
};

/** A name server that always says the same. */
export const resolvesTo =
  (...addresses: string[]): ResolveHost =>
  async () =>
    addresses.map((address): HostAddress => ({ address, family: isIPv6(address) ? 6 : 4 }));

/** Makes receivers that are closed after each test; anything else with a `close` may be added. */
export function useReceivers() {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  return {
    open,
    async receiver(...options: Parameters<typeof createReceiver>): Promise<Receiver> {
      const made = await createReceiver(...options);
      open.push(made);
      return made;
    },
  };
}
