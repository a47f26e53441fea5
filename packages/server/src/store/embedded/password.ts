import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { PasswordFileError } from './errors.ts';

/**
 * The password of the database's only role, made on the first start and kept in a file that only we can read.
 * @throws PasswordFileError when it is missing though the database exists.
 */
export async function databasePassword(path: string, clusterExists: boolean): Promise<string> {
  const kept = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw new PasswordFileError(path, { cause });
  });
  if (kept.trim()) return kept.trim();
  if (clusterExists) throw new PasswordFileError(path);
  return keepNew(path, randomBytes(24).toString('base64url'));
}

async function keepNew(path: string, password: string): Promise<string> {
  const draft = await open(`${path}.new`, 'w', 0o600);
  await draft.writeFile(`${password}\n`);
  await draft.sync();
  await draft.close();
  await rename(`${path}.new`, path);
  return password;
}
