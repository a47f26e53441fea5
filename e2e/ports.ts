import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * A port that nobody uses, whose successor, the shop's, is free too. Below the ports that systems hand out by themselves:
 * a server that is stopped and started again finds its port still free, however many sockets other tests open meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
