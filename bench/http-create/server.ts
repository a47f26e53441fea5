/** A process with the whole HTTP server, composed as its parent says; tells its port and a key. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { toPublicId } from '../../packages/server/src/core/identity/public-id.ts';
import type { Authenticate } from '../../packages/server/src/operations/authenticate.ts';
import { createPool, createStore } from '../../packages/server/src/store/database.ts';
import { createPostgresWake } from '../../packages/server/src/store/wake-postgres.ts';
import { composeApi, type ReplacedParts } from '../../packages/server/src/testing/compose-api.ts';

/** The server as it is; one whose insert resolves at once; one that also knows its keys by heart. */
export type Composition = 'database' | 'no-insert' | 'no-database';

/** By message and not as an argument: the URL holds a password. */
export interface ServerOrder {
  readonly url: string;
  readonly composition: Composition;
}

/** Where it listens, and what a client needs. */
export interface StartedServer {
  readonly port: number;
  readonly key: string;
  readonly siteId: string;
}

process.once('disconnect', () => process.exit(0));
const [{ url, composition }] = (await once(process, 'message')) as [ServerOrder];
const pool = createPool({ connectionString: url, max: 12 });
const api = await composeApi({ pool, store: createStore(pool) }, {}, parts(composition));
await api.app.listen({ host: '127.0.0.1', port: 0 });
const { port } = api.app.server.address() as AddressInfo;
const { rows } = await pool.query<{ id: string }>('SELECT id FROM sites WHERE organization_id = $1', [
  api.organizationId,
]);
process.send?.({ port, key: api.keys.test, siteId: toPublicId('site', rows[0]!.id) } satisfies StartedServer);

function parts(what: Composition): ReplacedParts {
  if (what === 'database') return { wake: createPostgresWake(url) };
  const insert = async () => true;
  return what === 'no-insert' ? { insert } : { insert, authenticateWith: rememberKeys };
}

function rememberKeys(own: Authenticate): Authenticate {
  const known = new Map<string, ReturnType<Authenticate>>();
  return (key, address) => {
    const authentication = known.get(key) ?? own(key, address);
    known.set(key, authentication);
    return authentication;
  };
}
