import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { useDemoShop } from './testing/use-demo-shop.ts';

const directory = await mkdtemp(path.join(tmpdir(), 'demo-shop-'));
const shop = useDemoShop({ env: { DATA_FILE: path.join(directory, 'orders.json') } });
afterAll(() => rm(directory, { recursive: true }));

test('orders, and which version was heard of them, outlive a restart', async () => {
  const order = await shop.order();
  await shop.tell(order.id, 'paid', 3);
  await shop.reopen();
  expect(await order.page()).toContain('Paid. Thank you!');
  await shop.tell(order.id, 'detected', 2);
  expect(await order.page()).toContain('Paid. Thank you!');
});

test('a webhook that came while the shop was closed is taken when it is sent again', async () => {
  const order = await shop.order();
  await shop.close();
  await expect(shop.tell(order.id, 'paid', 3)).rejects.toThrow();
  await shop.reopen();
  expect((await shop.tell(order.id, 'paid', 3)).status).toBe(204);
  expect(await order.page()).toContain('Paid. Thank you!');
});
