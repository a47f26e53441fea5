import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from './config.ts';

const KEY_BYTES = 32;

/**
 * The key that encrypts secrets at rest: from the environment, else from a 0600 file that the first start makes. It is
 * kept apart from the database, so that a stolen copy of one is of no use without the other.
 */
export async function loadSecretKey(fromEnvironment: string | null, dataDir: string): Promise<Buffer> {
  if (fromEnvironment !== null) return Buffer.from(fromEnvironment, 'base64');
  const file = path.join(dataDir, 'secret.key');
  await mkdir(dataDir, { recursive: true });
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`);
    await handle.sync();
    await handle.close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = Buffer.from(await readFile(file, 'utf8'), 'base64');
  if (key.length !== KEY_BYTES)
    throw new ConfigError(`${file} does not hold ${KEY_BYTES} bytes in base64: restore it from your backup`);
  return key;
}
