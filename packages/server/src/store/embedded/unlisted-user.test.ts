import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBinaries } from './binaries.ts';
import { createCluster } from './cluster.ts';
import { UnlistedUserError } from './errors.ts';

/** A user id that no machine lists, as containers are started with. */
const UID = 54_321;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'opentill-unlisted-'));
  await chmod(directory, 0o777);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

it.runIf(process.getuid?.() === 0)(
  'a user that the machine does not list is told to be added, or to use DATABASE_URL',
  async () => {
    const user = { name: 'nobody at all', credentials: { uid: UID, gid: UID } };
    const binaries = await findBinaries(user, directory);
    const options = { binaries, user, directory: join(directory, 'postgres'), password: 'x', durable: false };
    const refused: UnlistedUserError = await createCluster(options).then(
      () => expect.fail('it was created'),
      (error) => error,
    );
    expect(refused).toBeInstanceOf(UnlistedUserError);
    expect(refused.message).toContain(`user ${UID}`);
    expect(refused.remedy).toContain('DATABASE_URL');
  },
);
