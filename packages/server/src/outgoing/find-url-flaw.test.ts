import { describe, expect, it } from 'vitest';
import { createDenyList } from './deny-list.ts';
import { createUrlCheck } from './find-url-flaw.ts';

const findUrlFlaw = createUrlCheck(createDenyList([]));
const inTestMode = { requireHttps: false };

describe('a webhook URL', () => {
  it.each([
    ['127/8', 'http://127.0.0.1/hook'],
    ['another of 127/8', 'http://127.1.2.3/'],
    ['::1', 'http://[::1]:8080/'],
    ['RFC 1918 10/8', 'http://10.0.0.5/'],
    ['RFC 1918 172.16/12', 'http://172.16.0.1/'],
    ['RFC 1918 192.168/16', 'http://192.168.1.1/'],
    ['169.254.169.254', 'http://169.254.169.254/latest/meta-data/'],
    ['IPv4-mapped IPv6', 'http://[::ffff:127.0.0.1]/'],
    ['a decimal host', 'http://2130706433/'],
    ['a hexadecimal host', 'http://0x7f.1/'],
    ['an octal host', 'http://0177.0.0.1/'],
    ['a short host', 'http://127.1/'],
    ['full-width digits', 'http://１２７.0.0.1/'],
    ['a trailing dot', 'http://127.0.0.1./'],
    ['localhost', 'http://localhost:3000/'],
    ['LOCALHOST with a dot', 'http://LOCALHOST./'],
    ['a name under localhost', 'http://shop.localhost/'],
  ])('to %s is denied: %s', (_name, url) => {
    expect(findUrlFlaw(url, inTestMode)).toBe('address_denied');
  });

  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ftp://example.com/',
    'data:text/html,x',
    'gopher://example.com/',
    'unix:/var/run/docker.sock',
  ])('with another scheme is refused: %s', (url) => {
    expect(findUrlFlaw(url, inTestMode)).toBe('scheme');
  });

  it.each([
    '',
    'example.com/hook',
    '/hook',
    'https://',
    'https://exa mple.com/',
    'https://example.com/\r\nX: y',
    ' https://a.b/',
  ])('that is malformed is refused: %j', (url) => {
    expect(findUrlFlaw(url, inTestMode)).toBe('malformed');
  });

  it('may not hold credentials or more than 2,048 characters', () => {
    expect(findUrlFlaw('https://user:pass@example.com/', inTestMode)).toBe('credentials');
    expect(findUrlFlaw(`https://example.com/${'a'.repeat(2048)}`, inTestMode)).toBe('too_long');
  });

  it('is https: in live mode, and may be http: in test mode', () => {
    expect(findUrlFlaw('http://example.com/', { requireHttps: true })).toBe('https_required');
    expect(findUrlFlaw('https://example.com/', { requireHttps: true })).toBeNull();
    expect(findUrlFlaw('http://example.com/', inTestMode)).toBeNull();
  });

  it('to localhost needs both loopback addresses to be open, since the name stands for both', () => {
    const url = 'http://localhost:3000/';
    expect(createUrlCheck(createDenyList(['127.0.0.0/8']))(url, inTestMode)).toBe('address_denied');
    expect(createUrlCheck(createDenyList(['127.0.0.0/8', '::1/128']))(url, inTestMode)).toBeNull();
  });
});
