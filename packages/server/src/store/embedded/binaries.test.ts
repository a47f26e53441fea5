import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { packageDirectory, usableBinaries } from './binaries.ts';
import { UnsupportedPlatformError } from './errors.ts';
import { missingLinks } from './library-links.ts';
import { whyUnusable } from './platform.ts';
import { databaseUser } from './user.ts';

let directory: string;
const user = databaseUser();
beforeAll(async () => {
  directory = await mkdtemp(join(inject('runDirectory'), 'binaries-'));
  await chmod(directory, 0o711);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The package as npm leaves it when it runs no install scripts, under a strict umask, in a closed home. */
async function packageInClosedHome(): Promise<string> {
  const home = join(directory, 'home');
  await cp(packageDirectory(), home, {
    recursive: true,
    filter: async (path) => !path.endsWith('.a') && !(await isLink(path)),
  });
  execFileSync('chmod', ['-R', 'go-rwx', home]);
  return home;
}

const isLink = (path: string) =>
  readdir(join(path, '..'), { withFileTypes: true }).then((entries) =>
    entries.some((entry) => entry.isSymbolicLink() && path.endsWith(`/${entry.name}`)),
  );

test('a package in a closed home, without its library links, is copied once to where the database’s user can run it', async () => {
  const home = await packageInClosedHome();
  expect((await missingLinks(home)).length).toBeGreaterThan(0);
  const first = await usableBinaries(user, home, directory);
  const said = execFileSync(first.postgres, ['--version'], {
    ...user.credentials,
    cwd: '/',
    env: first.env,
    encoding: 'utf8',
  });
  expect(said).toContain('PostgreSQL) 18.');
  const made = await stat(first.postgres);
  const second = await usableBinaries(user, home, directory);
  expect(second).toEqual(first);
  expect((await stat(second.postgres)).ino).toBe(made.ino);
});

test('programs that do not run here end in one line that points to DATABASE_URL', async () => {
  const broken = join(directory, 'broken');
  const into = join(directory, 'into');
  await cp(packageDirectory(), broken, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith('.a'),
  });
  await rm(join(broken, 'native/bin/postgres'));
  const failure = await usableBinaries(user, broken, into).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UnsupportedPlatformError);
  await expect(stat(into)).rejects.toThrow('ENOENT');
  expect((failure as UnsupportedPlatformError).message).not.toContain('\n');
  expect((failure as UnsupportedPlatformError).remedy).toBe(
    'Set DATABASE_URL to a PostgreSQL server, version 15 or later.',
  );
});

test('another C library and an old one are told apart', () => {
  const on = (glibcVersion: string | undefined) => ({ platform: 'linux' as const, glibcVersion });
  expect(whyUnusable('spawn ENOENT', on(undefined))).toContain('another C library (musl)');
  expect(whyUnusable('GLIBC_2.27 not found', on('2.17'))).toContain('glibc 2.27 or later, and this system has 2.17');
  expect(whyUnusable('first\nlast words\n', on('2.36'))).toBe('last words');
});
