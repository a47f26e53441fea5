import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from './free-port.ts';

/** Linux: /proc/sys/net/ipv4/ip_local_port_range; other systems begin above it. */
const FIRST_HANDED_OUT = 32_768;

test('a port that is to be kept is none that the system gives to the next connection', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => freePort(undefined)));
  expect(ports.filter((port) => port < 1024 || port >= FIRST_HANDED_OUT)).toEqual([]);
});

test('the wanted port is taken where it is free, and another where it is not', async () => {
  const wanted = await freePort(undefined);
  expect(await freePort(wanted)).toBe(wanted);
  const stranger = createServer().listen(wanted, '127.0.0.1');
  await once(stranger, 'listening');
  expect(await freePort(wanted)).not.toBe(wanted);
  stranger.close();
});
