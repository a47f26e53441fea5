import { lookup, Resolver } from 'node:dns/promises';
import { isIPv6 } from 'node:net';
import { isLocalhost, LOOPBACK_ADDRESSES } from './find-url-flaw.ts';

export interface HostAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Every address of a name. Rejects with the resolver's error (`code`: ENOTFOUND, ETIMEOUT …) when there is none. */
export type ResolveHost = (host: string) => Promise<readonly HostAddress[]>;

/** getaddrinfo holds one of libuv's four threads for as long as a name server is silent, and files need them too. */
const MAX_SYSTEM_LOOKUPS = 2;

/**
 * Asks the name servers directly, without a thread, so that one tenant's dead name server delays no other's delivery.
 * Names that they do not know (the hosts file, search domains) go to the system's resolver, two at a time.
 */
export function createHostResolver(): ResolveHost {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  const systemLookup = atMost(MAX_SYSTEM_LOOKUPS, lookUpBySystem);
  return async (host) => {
    if (isLocalhost(host)) return LOOPBACK_ADDRESSES.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const found = [...addresses(v4, 4), ...addresses(v6, 6)];
    if (found.length > 0) return found;
    const timedOut = [v4, v6].find((answer) => answer.status === 'rejected' && answer.reason.code === 'ETIMEOUT');
    if (timedOut) throw (timedOut as PromiseRejectedResult).reason;
    return systemLookup(host);
  };
}

function addresses(answer: PromiseSettledResult<string[]>, family: 4 | 6): HostAddress[] {
  return answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : [];
}

async function lookUpBySystem(host: string): Promise<readonly HostAddress[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}

/** The same function, with at most so many calls under way; others wait their turn. */
function atMost<T>(limit: number, run: (host: string) => Promise<T>): (host: string) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async (host) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await run(host);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
