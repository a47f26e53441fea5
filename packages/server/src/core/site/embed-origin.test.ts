import { describe, expect, it } from 'vitest';
import { parseEmbedOrigin } from './embed-origin.ts';

describe('an origin that may frame the checkout', () => {
  it.each([
    ['https://shop.example', 'https://shop.example'],
    ['https://Shop.Example:443/', 'https://shop.example'],
    ['https://shop.example:8443', 'https://shop.example:8443'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ])('%s is %s', (text, origin) => {
    expect(parseEmbedOrigin(text)).toEqual({ outcome: 'origin', origin });
  });

  it.each([
    '',
    'shop.example',
    '*',
    'null',
    'https://*',
    'https://*.shop.example',
    'http://shop.example',
    'javascript:alert(1)',
    'https://shop.example/cart',
    'https://shop.example?x=1',
    'https://shop.example#x',
    'https://user:secret@shop.example',
    "https://shop.example;script-src 'unsafe-inline'",
    'https://a;b',
    "https://a'b",
    'https://a,b',
    'https://[::1]',
    'https://shop.example https://other.example',
  ])('%s is refused, with an example of one', (text) => {
    expect(parseEmbedOrigin(text)).toEqual({
      outcome: 'refused',
      message: expect.stringMatching(/ Give it like https:\/\/shop\.example\.$/),
    });
  });
});
