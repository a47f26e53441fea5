import { readFile, writeFile } from 'node:fs/promises';

/**
 * Writes a generated file; with `--check` on the command line it only compares, says which command brings the file up to
 * date, and makes the process end with 1.
 */
export async function settleGenerated(file: URL, content: string, command: string): Promise<void> {
  if (!process.argv.includes('--check')) return writeFile(file, content);
  const committed = await readFile(file, 'utf8').catch(() => '');
  if (committed === content) return;
  const path = file.pathname.split('/').slice(-2).join('/');
  console.error(`${path} is out of date. Run: ${command}`);
  process.exitCode = 1;
}
