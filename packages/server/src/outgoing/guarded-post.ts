import http from 'node:http';
import https from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import type { OutgoingPost, OutgoingResult, PostOutgoing } from '../core/webhook/outgoing.ts';
import type { IsDenied } from './deny-list.ts';
import { createUrlCheck, literalAddress } from './find-url-flaw.ts';
import { readReply } from './read-reply.ts';
import type { HostAddress, ResolveHost } from './resolve-host.ts';

/** Enough for any receiver; a name with hundreds of addresses is not tried through. */
const MAX_ADDRESSES = 8;
const NEXT_ADDRESS_AFTER_MS = 1000;

export interface GuardOptions {
  readonly isDenied: IsDenied;
  readonly resolveHost: ResolveHost;
}

/**
 * Posts to an address that a tenant gave, without letting it reach what is ours (server-side request forgery).
 * The literal host is checked after URL parsing, for net.connect never asks `lookup` about literals; each address of a
 * name is checked, all of them must pass, and the connection goes to exactly those: the name is not looked up twice.
 * Redirects are not followed, proxies of the environment not used. Never rejects.
 */
export function createGuardedPost({ isDenied, resolveHost }: GuardOptions): PostOutgoing {
  const findUrlFlaw = createUrlCheck(isDenied);
  return async (post) => {
    const flaw = findUrlFlaw(post.url, post);
    if (flaw) return { kind: 'refused', flaw };
    const url = new URL(post.url);
    const deadline = startDeadline(post.timeoutMs);
    try {
      const addresses = await Promise.race([addressesOf(url, resolveHost), deadline.passed]);
      if (addresses.some(({ address }) => isDenied(address))) return { kind: 'refused', flaw: 'address_denied' };
      return await send(post, url, addresses, deadline.signal);
    } catch (error) {
      return { kind: 'failed', error: describe(error) };
    } finally {
      deadline.clear();
    }
  };
}

async function addressesOf(url: URL, resolveHost: ResolveHost): Promise<readonly HostAddress[]> {
  const literal = literalAddress(url);
  if (literal !== undefined) return [{ address: literal, family: isIPv6(literal) ? 6 : 4 }];
  const found = await resolveHost(url.hostname);
  if (found.length === 0) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
  return found;
}

function send(
  post: OutgoingPost,
  url: URL,
  addresses: readonly HostAddress[],
  signal: AbortSignal,
): Promise<OutgoingResult> {
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      headers: { ...post.headers, 'content-length': String(Buffer.byteLength(post.body)) },
      // A fresh agent: no connection shared between tenants, and no proxy (the global agent may have one).
      agent: false,
      lookup: pinnedTo(addresses.slice(0, MAX_ADDRESSES)),
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS,
    };
    const request = (url.protocol === 'https:' ? https : http).request(url, options);
    const abort = () => request.destroy(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    request.on('response', (response) => readReply(response).then(resolve, reject));
    request.on('error', reject);
    // A reply without a response event, such as an upgrade nobody asked for.
    request.on('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    request.end(post.body);
  });
}

/** A look-up that only knows the addresses already checked. */
function pinnedTo(addresses: readonly HostAddress[]): LookupFunction {
  return (_host, options, callback) => {
    if (options.all) callback(null, [...addresses]);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };
}

class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** One deadline over everything, because a receiver may drip one byte each second for ever. */
function startDeadline(timeoutMs: number) {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new TimeoutError(`no complete reply within ${timeoutMs} ms`));
  }, timeoutMs);
  const passed = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  passed.catch(() => {});
  return { signal: controller.signal, passed, clear: () => clearTimeout(timer) };
}

/** Only the error's code: messages of the network layer hold addresses. */
function describe(error: unknown): string {
  if (error instanceof TimeoutError) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? `no reply: ${code}` : 'no reply';
}
