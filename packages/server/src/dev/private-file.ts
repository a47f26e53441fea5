import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** For the owner's eyes only (0600), and whole or not at all: no reader ever sees half of it. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const fresh = `${file}.new`;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(fresh, text, { mode: 0o600 });
  // An earlier run may have left it behind with another mode.
  await chmod(fresh, 0o600);
  await rename(fresh, file);
}
