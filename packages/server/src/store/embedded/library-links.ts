import { access, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

interface LibraryLink {
  /** Path of the library, from the package's root. */
  readonly source: string;
  /** Path of the name that programs load it by. */
  readonly target: string;
}

/**
 * The names that PostgreSQL loads its libraries by. npm archives hold no symbolic links; the package makes them in an install script,
 * which npm does not run unless told to.
 */
async function readLinks(packageDirectory: string): Promise<LibraryLink[]> {
  return JSON.parse(await readFile(join(packageDirectory, 'native/pg-symlinks.json'), 'utf8')) as LibraryLink[];
}

export async function missingLinks(packageDirectory: string): Promise<LibraryLink[]> {
  const links = await readLinks(packageDirectory);
  const present = await Promise.all(links.map(({ target }) => exists(join(packageDirectory, target))));
  return links.filter((_, index) => !present[index]);
}

export async function linkLibraries(packageDirectory: string): Promise<void> {
  for (const { source, target } of await missingLinks(packageDirectory)) {
    const link = join(packageDirectory, target);
    await symlink(relative(dirname(link), join(packageDirectory, source)), link);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
