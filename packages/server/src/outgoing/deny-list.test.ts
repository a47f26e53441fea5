import { describe, expect, it } from 'vitest';
import { InvalidCidrError } from '../core/network-set.ts';
import { createDenyList } from './deny-list.ts';

describe('the deny list', () => {
  const isDenied = createDenyList([]);

  it.each([
    ['loopback', '127.0.0.1'],
    ['all of 127/8', '127.255.255.254'],
    ['IPv6 loopback', '::1'],
    ['this host', '0.0.0.0'],
    ['unspecified IPv6', '::'],
    ['RFC 1918 10/8', '10.1.2.3'],
    ['RFC 1918 172.16/12', '172.31.255.255'],
    ['RFC 1918 192.168/16', '192.168.0.1'],
    ['carrier NAT', '100.64.0.1'],
    ['link-local', '169.254.0.1'],
    ['cloud metadata', '169.254.169.254'],
    ['protocol assignments', '192.0.0.170'],
    ['benchmarking', '198.19.255.255'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped in hexadecimal', '::ffff:7f00:1'],
    ['IPv4-mapped public', '::ffff:8.8.8.8'],
    ['IPv4-compatible loopback', '::127.0.0.1'],
    ['NAT64 of a private address', '64:ff9b::10.0.0.1'],
    ['local NAT64', '64:ff9b:1::a00:1'],
    ['6to4 of a private address', '2002:a00:1::1'],
    ['Teredo', '2001:0:a00:1::1'],
    ['unique local IPv6', 'fd12:3456::1'],
    ['link-local IPv6', 'fe80::1'],
    ['link-local IPv6 with a zone', 'fe80::1%eth0'],
    ['multicast IPv6', 'ff02::1'],
    ['what is no address', 'localhost'],
    ['nothing', ''],
  ])('holds %s (%s)', (_name, address) => {
    expect(isDenied(address)).toBe(true);
  });

  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '198.20.0.1', '2606:4700::1111', '2a00:1450::1'])(
    'does not hold the public %s',
    (address) => {
      expect(isDenied(address)).toBe(false);
    },
  );
});

describe("the operator's allow list", () => {
  it('opens the networks named, and no others', () => {
    const isDenied = createDenyList(['10.0.0.0/8', 'fd00::/8']);
    expect(['10.1.2.3', 'fd00::1', '127.0.0.1', '::1', '192.168.0.1'].map(isDenied)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  it.each([
    '169.254.169.254',
    '169.254.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::169.254.169.254',
    '2002:a9fe:a9fe::1',
    'fe80::a9fe:a9fe',
    'fd00:ec2::254',
  ])('never opens %s, even when it opens everything', (address) => {
    expect(createDenyList(['0.0.0.0/0', '::/0', '169.254.0.0/16', '::ffff:0:0/96'])(address)).toBe(true);
  });

  it.each([
    '10.0.0.0',
    '10.0.0.0/33',
    'fd00::/129',
    'localhost/8',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    'fe80::1%eth0/64',
    '',
  ])('refuses %s, which is no network', (cidr) => {
    expect(() => createDenyList([cidr])).toThrow(InvalidCidrError);
  });
});
