import { createServer } from 'node:net';
import type { Config } from '../config/config.ts';

/** Someone else listens there already. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly remedy = 'Stop that program, or choose another port: PORT=4343.';
}

/** Before anything is started: the answer to a taken port must not take a database with it. */
export function refuseTakenPort({ host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE';
      reject(taken ? new PortTakenError(`Port ${port} on ${host} is taken by another program.`, { cause }) : cause);
    });
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}
