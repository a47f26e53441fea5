// biome-ignore lint/style/noRestrictedImports: both only compute; nothing is opened or looked up.
import { BlockList, isIP } from 'node:net';

export class InvalidCidrError extends Error {
  override readonly name = 'InvalidCidrError';
  constructor(cidr: string) {
    super(`"${cidr}" is not a network such as 10.0.0.0/8 or fd00::/8`);
  }
}

/** Whether an IPv4 or IPv6 address, without a zone, lies in one of the set's networks. */
export type NetworkSet = (address: string) => boolean;

/**
 * A set of networks given as CIDRs. One list for each family: in a common one `::/3` would match every IPv4 address, by its
 * mapped form.
 * @throws {InvalidCidrError}
 */
export function createNetworkSet(cidrs: readonly string[]): NetworkSet {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const cidr of cidrs) {
    const { network, bits } = parseCidr(cidr);
    const family = familyOf(network);
    lists[family].addSubnet(network, bits, family);
  }
  return (address) => lists[familyOf(address)].check(address, familyOf(address));
}

/**
 * The same for the address that a request came from, which a socket that serves both families spells as
 * `::ffff:203.0.113.7` (RFC 4291, 2.5.5.2): it counts as the IPv4 address that it is, and never as an IPv6 one.
 * What is not an address at all is in no set.
 * @throws {InvalidCidrError}
 */
export function createCallerSet(cidrs: readonly string[]): NetworkSet {
  const contains = createNetworkSet(cidrs);
  return (address) => {
    const bare = unmapped(address.split('%', 1)[0]!);
    return isIP(bare) !== 0 && contains(bare);
  };
}

/** The IPv4 address inside `::ffff:0:0/96`, in whichever spelling; every other text as it is. */
function unmapped(address: string): string {
  if (isIP(address) !== 6) return address;
  const [, high, low] =
    /^\[::ffff:([\da-f]{1,4}):([\da-f]{1,4})\]$/.exec(new URL(`http://[${address}]`).hostname) ?? [];
  if (high === undefined || low === undefined) return address;
  const words = [high, low].map((word) => Number.parseInt(word, 16));
  return words.flatMap((word) => [word >> 8, word & 0xff]).join('.');
}

/** @throws {InvalidCidrError} */
function parseCidr(cidr: string): { network: string; bits: number } {
  const match = /^([^/%]+)\/(\d{1,3})$/.exec(cidr);
  const version = isIP(match?.[1] ?? '');
  const bits = Number(match?.[2]);
  if (version === 0 || bits > (version === 4 ? 32 : 128)) throw new InvalidCidrError(cidr);
  return { network: match![1]!, bits };
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}
