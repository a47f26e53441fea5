import { isIP } from 'node:net';
import { createNetworkSet } from '../core/network-set.ts';
import { NEVER_ALLOWED } from '../core/never-allowed.ts';

/**
 * Everything that is not the public internet, by the IANA special-purpose registries
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry).
 */
const DENIED = [
  '0.0.0.0/8', // this host
  '10.0.0.0/8', // private (RFC 1918)
  '100.64.0.0/10', // carrier NAT, some clouds' metadata
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local, cloud metadata
  '172.16.0.0/12', // private (RFC 1918)
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private (RFC 1918)
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
  // IPv6: only 2000::/3 is public. The first block holds ::1, IPv4-mapped (::ffff:0:0/96) and NAT64 (64:ff9b::/96).
  '::/3',
  '4000::/2',
  '8000::/1', // fc00::/7 private, fe80::/10 link-local, ff00::/8 multicast among others
  '2001::/23', // protocol assignments, Teredo: an IPv4 address inside
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4: an IPv4 address inside
  '3fff::/20', // documentation
];

/** True for an address to which nothing may be sent. What is not an address at all is denied. */
export type IsDenied = (address: string) => boolean;

/**
 * The addresses that no tenant's URL may lead to, but for those networks (CIDRs) that the operator opens.
 * Throws `InvalidCidrError` for a malformed one.
 */
export function createDenyList(allowed: readonly string[]): IsDenied {
  const denied = createNetworkSet(DENIED);
  const never = createNetworkSet(NEVER_ALLOWED);
  const allow = createNetworkSet(allowed);
  return (address) => {
    const bare = address.split('%', 1)[0]!; // fe80::1%eth0: BlockList does not know zones
    if (isIP(bare) === 0) return true;
    return never(bare) || (denied(bare) && !allow(bare));
  };
}
