import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Order, OrdersFileError, openOrders } from './orders.ts';

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'demo-shop-'));
  file = path.join(directory, 'orders.json');
});
afterEach(() => rm(directory, { recursive: true }));

const ORDER: Order = {
  id: 'order-1',
  productId: 'teapot',
  price: '99.00',
  createdAt: '2026-01-31T12:00:00.000Z',
  checkoutUrl: null,
  told: {},
};

test('what was saved is there when the file is opened again', () => {
  openOrders(file).save(ORDER);
  const told = {
    cs_1: { status: 'paid', version: 3, createdAt: ORDER.createdAt, checkoutUrl: 'https://pay' },
  } as const;
  openOrders(file).save({ ...ORDER, told });
  expect(openOrders(file).find('order-1')).toEqual({ ...ORDER, told });
});

test('the file is for its owner alone, and nothing is left beside it', async () => {
  openOrders(file).save(ORDER);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(directory)).toEqual(['orders.json']);
});

test('without a file, orders live as long as the shop', () => {
  const orders = openOrders(null);
  orders.save(ORDER);
  expect(orders.find('order-1')).toEqual(ORDER);
  expect(openOrders(null).find('order-1')).toBeUndefined();
});

test.each(['{"half', '{"no": "orders"}'])(
  'a file that holds no orders is refused and left as it is: %s',
  async (text) => {
    await writeFile(file, text);
    expect(() => openOrders(file)).toThrow(OrdersFileError);
    expect(await readFile(file, 'utf8')).toBe(text);
  },
);
