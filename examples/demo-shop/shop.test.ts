import { expect, test } from 'vitest';
import { useDemoShop } from './testing/use-demo-shop.ts';

const shop = useDemoShop();
const get = (path: string) => fetch(`${shop.url}${path}`);

test('the payment page’s cancel link leads to a page that offers the payment again', async () => {
  const { id } = await shop.order();
  const page = await (await get(`/orders/${id}/canceled`)).text();
  expect(page).toContain('You left before paying');
  expect(page).toContain(`href="${shop.opentill.url}/checkout/cs_1"`);
});

test('who leaves by the cancel link after having paid is shown the payment', async () => {
  const { id } = await shop.order();
  await shop.tell(id, 'detected', 2);
  expect(await (await get(`/orders/${id}/canceled`)).text()).toContain('Your payment is on its way');
});

test('an underpaid order leads to where the rest is paid', async () => {
  const order = await shop.order();
  await shop.tell(order.id, 'underpaid', 2);
  expect(await order.page()).toMatch(
    new RegExp(`<a class="button" href="${shop.opentill.url}/checkout/cs_1"\\s*>Pay the rest`),
  );
});

test.each([
  '/orders/AAAAAAAAAAAAAAAA',
  '/orders/__proto__',
  '/orders/',
  '/assets/../config.ts',
  '/assets/..%2fconfig.ts',
  '/nowhere',
])('%s is not there, and says so with a page', async (path) => {
  const response = await get(path);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('There is no such page or order.');
});

test('no page runs a script of its own, fits in a frame or is kept by anyone', async () => {
  const { headers } = await get('/');
  const policy = headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain(`form-action 'self' ${shop.opentill.url}`);
  expect(policy).not.toContain('unsafe');
  expect(headers.get('cache-control')).toBe('no-store');
});

test('with a test key every page says that it is a demo', async () => {
  expect(await (await get('/')).text()).toContain('no real money, nothing is shipped');
});
