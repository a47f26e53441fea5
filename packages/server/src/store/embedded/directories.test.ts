import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { isRoot, kinds, query, supervisors } from '../../testing/supervisor.ts';
import { SOCKET_PATH_LIMIT_BYTES } from './connection.ts';

const { makeDirectory, start, clean } = supervisors();
afterAll(clean);

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
const socketOf = (connectionString = '') => decodeURIComponent(connectionString.split('?host=')[1] ?? '');

test('files with secrets and the socket are closed to everybody else', async () => {
  const dataDir = join(await makeDirectory(), 'data');
  const { connectionString, stop } = await start(dataDir);
  expect(await modeOf(join(dataDir, 'postgres.password'))).toBe(0o600);
  expect(await modeOf(join(dataDir, 'postgres.log'))).toBe(0o600);
  expect(await modeOf(join(dataDir, 'postgres'))).toBe(0o700);
  expect(await modeOf(join(dataDir, 'locks'))).toBe(0o700);
  expect(await modeOf(socketOf(connectionString))).toBe(0o700);
  await stop();
});

test('nobody is let in without the password, and nothing listens on the network', async () => {
  const { connectionString = '', stop } = await start(join(await makeDirectory(), 'data'));
  const login = (password?: string) => {
    const connection = { host: socketOf(connectionString), user: 'opentill', database: 'opentill' };
    return new pg.Client(password === undefined ? connection : { ...connection, password }).connect();
  };
  await expect(login()).rejects.toThrow('client password must be a string');
  await expect(login('wrong')).rejects.toThrow('password authentication failed');
  expect(await query(connectionString, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
  expect(await query(connectionString, 'SELECT DISTINCT auth_method FROM pg_hba_file_rules')).toEqual([
    { auth_method: 'scram-sha-256' },
  ]);
  await stop();
});

test('commits reach the disk and text sorts the same on every machine', async () => {
  const { connectionString, stop } = await start(join(await makeDirectory(), 'data'));
  const settings = 'SELECT name, setting FROM pg_settings WHERE name IN (%) ORDER BY name';
  const names = "'fsync', 'full_page_writes', 'synchronous_commit'";
  const rows = await query(connectionString, settings.replace('%', names));
  expect(rows.map(({ setting }) => setting)).toEqual(['on', 'on', 'on']);
  const provider = "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'opentill'";
  expect(await query(connectionString, provider)).toEqual([{ datlocprovider: 'b', datlocale: 'C.UTF-8' }]);
  await stop();
});

test('a data directory whose path is too long for a socket gets its socket elsewhere, always in the same place', async () => {
  const dataDir = join(await makeDirectory(), 'a'.repeat(SOCKET_PATH_LIMIT_BYTES), 'data');
  const first = await start(dataDir);
  const socket = socketOf(first.connectionString);
  expect(Buffer.byteLength(`${socket}/.s.PGSQL.5432`)).toBeLessThanOrEqual(SOCKET_PATH_LIMIT_BYTES);
  expect(await modeOf(socket)).toBe(0o700);
  await first.stop();
  await expect(stat(socket)).rejects.toThrow('ENOENT');
  const second = await start(dataDir);
  expect(second.connectionString).toBe(first.connectionString);
  await second.stop();
});

test('a data directory is the same one under every name', async () => {
  const parent = await makeDirectory();
  const first = await start(join(parent, 'data'));
  await symlink(join(parent, 'data'), join(parent, 'other'));
  const second = await start(join(parent, 'other'));
  expect(second).toMatchObject({ adopted: true, pid: first.pid, connectionString: first.connectionString });
  await first.stop();
  await second.stop();
});

test('the data of another major version is refused with the way to upgrade it', async () => {
  const dataDir = join(await makeDirectory(), 'data');
  await (await start(dataDir)).stop();
  await writeFile(join(dataDir, 'postgres/PG_VERSION'), '17\n');
  const { error } = await start(dataDir);
  expect(error?.name).toBe('DataVersionError');
  expect(error?.message).toContain(
    `${dataDir}/postgres was written by PostgreSQL 17; this version of Opentill brings PostgreSQL 18`,
  );
  expect(error?.remedy).toContain('pg_dump');
});

test('a lost or foreign password file is named', async () => {
  const dataDir = join(await makeDirectory(), 'data');
  await (await start(dataDir)).stop();
  await writeFile(join(dataDir, 'postgres.password'), 'another\n');
  const { error } = await start(dataDir);
  expect(error?.name).toBe('PasswordFileError');
  expect(error?.message).toContain('postgres.password');
  // The database that was started to find this out is gone again.
  await expect(stat(join(dataDir, 'postgres/postmaster.pid'))).rejects.toThrow('ENOENT');
});

test('a database that does not start is reported with its own last words and where to read more', async () => {
  const dataDir = join(await makeDirectory(), 'data');
  await (await start(dataDir)).stop();
  await writeFile(join(dataDir, 'postgres/postgresql.conf'), 'no_such_setting = on\n');
  const { error } = await start(dataDir);
  expect(error?.name).toBe('DatabaseStartError');
  expect(error?.message).toContain('The database did not start: configuration file');
  expect(error?.remedy).toBe(`See ${dataDir}/postgres.log.`);
});

test('a data directory that cannot be written is named with what to do', async () => {
  const parent = await makeDirectory();
  await writeFile(join(parent, 'file'), '');
  const { error } = await start(join(parent, 'file/data'));
  expect(error?.message).toContain(`${parent}/file/data cannot be written (ENOTDIR)`);
  expect(error?.remedy).toContain('OPENTILL_DATA_DIR');
});

if (isRoot) {
  test('a data directory below one that the database’s user cannot enter is refused, naming both it and one that would do', async () => {
    const closed = join(await makeDirectory(), 'home');
    await mkdir(closed);
    await chmod(closed, 0o700);
    const { error } = await start(join(closed, 'shop/.opentill'));
    expect(error?.name).toBe('DataDirectoryUnreachableError');
    expect(error?.message).toContain(`runs as "nobody" here, which cannot enter ${closed} on the way to`);
    expect(error?.remedy).toContain('OPENTILL_DATA_DIR=/var/lib/opentill');
  });

  test('live mode as root asks for a user of the database’s own', async () => {
    const { error } = await start(join(await makeDirectory(), 'data'), 'root', { livemode: true });
    expect(error?.name).toBe('DedicatedUserRequiredError');
    expect(error?.remedy).toContain('useradd --system opentill');
  });

  test('live mode as root runs it as the user that it is given, also on files and beside an orphan that were nobody’s', async () => {
    const dataDir = join(await makeDirectory(), 'data');
    const trial = await start(dataDir);
    await query(trial.connectionString, "CREATE TABLE kept AS SELECT 'row' AS word");
    await trial.kill();
    const live = await start(dataDir, 'root', { livemode: true, userName: 'daemon' });
    expect(live).toMatchObject({ adopted: false });
    expect(await query(live.connectionString, 'SELECT * FROM kept')).toEqual([{ word: 'row' }]);
    const { uid } = await stat(`/proc/${live.pid}`);
    expect(uid).toBe((await stat(join(dataDir, 'postgres/base'))).uid);
    expect(await readFile('/etc/passwd', 'utf8')).toContain(`\ndaemon:x:${uid}:`);
    await live.stop();
  });

  test('a user that does not exist is named', async () => {
    const { error } = await start(join(await makeDirectory(), 'data'), 'root', { userName: 'no-such-user' });
    expect(error?.message).toBe('There is no user "no-such-user" on this machine.');
  });

  test('who is not root is told that the data is somebody else’s', async () => {
    const dataDir = join(await makeDirectory(), 'data');
    await (await start(dataDir)).stop();
    const { error } = await start(dataDir, kinds[1]);
    expect(error?.message).toContain(`${dataDir} cannot be written (EACCES)`);
  });
}
