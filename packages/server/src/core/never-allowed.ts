import { createNetworkSet } from './network-set.ts';

/** Where clouds keep credentials. No setting opens these to a tenant's URL, in whichever spelling. */
export const NEVER_ALLOWED = [
  '169.254.0.0/16',
  '::ffff:169.254.0.0/112',
  '::169.254.0.0/112',
  '64:ff9b::169.254.0.0/112',
  '2002:a9fe::/32',
  'fe80::/10',
  'fd00:ec2::254/128',
  'fd20:ce::254/128',
] as const;

const each = NEVER_ALLOWED.map((cidr) => ({ contains: createNetworkSet([cidr]), ...parts(cidr) }));

/** Whether nothing of this network (a CIDR) could be opened. One that has such a network inside is open but for that. */
export function isNeverAllowed(cidr: string): boolean {
  const { address, bits } = parts(cidr);
  return each.some((never) => never.contains(address) && bits >= never.bits);
}

function parts(cidr: string) {
  const [address = '', bits] = cidr.split('/');
  return { address, bits: Number(bits) };
}
