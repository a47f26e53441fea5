import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { createDataDir, type DevServer, removeDataDir, startDevServer } from './dev-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers what `SharedServer` says; the first who asks waits until the server has started. */
    sharedServerUrl: string;
  }
}

export type SharedServer = Pick<DevServer, 'url' | 'shopUrl' | 'dev' | 'dataDir' | 'port'>;

/** One development server for all test files that leave it as they found it. A run without such files never starts it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  let dataDir: string | undefined;
  let server: Promise<DevServer> | undefined;
  const start = async () => {
    dataDir = await createDataDir();
    return startDevServer(dataDir);
  };
  const counter = createServer((_request, response) => {
    server ??= start();
    server.then(
      ({ url, shopUrl, dev, dataDir, port }) => response.end(JSON.stringify({ url, shopUrl, dev, dataDir, port })),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise<void>((resolve) => counter.listen(0, '127.0.0.1', resolve));
  project.provide('sharedServerUrl', `http://127.0.0.1:${(counter.address() as AddressInfo).port}`);
  return async () => {
    counter.close();
    try {
      await (await server?.catch(() => undefined))?.stop();
    } finally {
      if (dataDir) await removeDataDir(dataDir);
    }
  };
}
