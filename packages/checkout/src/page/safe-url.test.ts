import { expect, test } from 'vitest';
import { safeImage, safeLink } from './safe-url.ts';

test.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', '/\\evil.example', ' javascript:x', ''])(
  'no link leads to %j',
  (url) => {
    expect(safeLink(url)).toBeNull();
  },
);

test.each(['https://shop.example/thanks?a=1', 'http://127.0.0.1:3000/', '/checkout/abc'])(
  'a link may lead to %s',
  (url) => {
    expect(safeLink(url)).toBe(url);
  },
);

test('an image comes over https, from this site or from its own address', () => {
  expect(safeImage('https://cdn.example/logo.png')).toBe('https://cdn.example/logo.png');
  expect(safeImage('data:image/png;base64,AA==')).toBe('data:image/png;base64,AA==');
  expect(safeImage('http://cdn.example/logo.png')).toBeNull();
  expect(safeImage('data:text/html,x')).toBeNull();
});
