import { type AddressInfo, createServer } from 'node:net';
import type { Config } from '../config/config.ts';

/** We cannot listen there. */
export class PortError extends Error {
  override readonly name = 'PortError';
  readonly remedy: string;

  constructor(message: string, remedy: string, options: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}

type Address = Pick<Config, 'host' | 'port' | 'publicUrl'>;

/**
 * Before anything is started, for the answer to a taken port must not take a database with it. Port 0 becomes a free one, also in
 * the public URL where that was made from the port.
 * @throws {PortError}
 */
export async function settlePort<T extends Address>(config: T): Promise<T> {
  const port = await tryPort(config);
  if (port === config.port) return config;
  const publicUrl = config.publicUrl === 'http://localhost:0' ? `http://localhost:${port}` : config.publicUrl;
  return { ...config, port, publicUrl };
}

function tryPort({ host, port }: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => reject(explain(host, port, cause)));
    probe.listen({ host, port, exclusive: true }, () => {
      const free = (probe.address() as AddressInfo).port;
      probe.close(() => resolve(free));
    });
  });
}

function explain(host: string, port: number, cause: NodeJS.ErrnoException): PortError {
  const options = { cause };
  if (cause.code === 'EADDRINUSE')
    return new PortError(
      `Port ${port} on ${host} is taken by another program.`,
      'Stop that program, or choose another port: PORT=4343.',
      options,
    );
  if (cause.code === 'EACCES')
    return new PortError(
      `This user may not listen on port ${port}.`,
      'Choose one above 1023 and put a reverse proxy before it: docs/going-live.md.',
      options,
    );
  return new PortError(
    `HOST=${host} is no address of this machine (${cause.code}).`,
    '127.0.0.1 is for a reverse proxy on this machine, 0.0.0.0 or :: for every address.',
    options,
  );
}
