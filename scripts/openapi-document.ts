import { createHttpServer, type HttpDeps } from '../packages/server/src/http/server.ts';
import { createLogger } from '../packages/server/src/telemetry/logger.ts';

/** Stands for a part that describing the API must not need: whoever touches it is told so. */
function absent<T extends object>(name: string): T {
  const refuse = () => {
    throw new Error(`describing the API must not use ${name}`);
  };
  return new Proxy({} as T, { get: refuse, has: refuse });
}

/**
 * The API's document as the real HTTP server makes it, with every route registered, but nothing behind it: no database,
 * no chain, no port.
 */
export async function describeWholeApi(): Promise<object> {
  const app = await createHttpServer({
    log: createLogger({ level: 'silent', readable: false }),
    publicUrl: 'http://absent.invalid',
    hosts: { admin: null, public: null },
    trustProxy: [],
    requestsPerMinute: 0,
    metricsToken: null,
    store: absent('the store'),
    runtime: absent('the clock'),
    secretBox: absent('the secrets'),
    wake: absent('the wake'),
    catalogue: absent('the catalogue'),
    resource: absent('the resource context'),
    reading: absent('the chains'),
    refunds: absent('the refunds'),
    createSession: absent('the creation of sessions'),
    metrics: absent('the metrics'),
    csrf: absent('the CSRF tokens'),
    live: absent('the open pages'),
    page: absent('the page'),
    webhooks: absent('the webhooks'),
    simulate: null,
    authenticate: () => Promise.reject(new Error('describing the API must not authenticate anyone')),
    readiness: () => Promise.reject(new Error('describing the API must not ask for readiness')),
    networkStates: () => Promise.reject(new Error('describing the API must not ask for networks')),
  } satisfies HttpDeps);
  await app.ready();
  const document = app.swagger();
  await app.close();
  return document;
}
