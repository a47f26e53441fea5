import { open, rename, stat } from 'node:fs/promises';
import { DatabaseStartError } from './errors.ts';

const LOG_LIMIT_BYTES = 1_000_000;

/**
 * Says why a start failed, by what the database logged since `logStart` (bytes). Returns only where trying again helps: processes of a
 * killed predecessor are still on their way out.
 * @throws DatabaseStartError
 */
export async function explainExit(logPath: string, logStart: number): Promise<void> {
  const words = lastWords(await readFrom(logPath, logStart));
  if (/shared memory block/.test(words)) return;
  throw new DatabaseStartError('The database did not start', words, logPath);
}

/** The last fatal line, else the last of all, without its time stamp. */
function lastWords(text: string): string {
  const lines = text.trim().split('\n');
  const fatal = lines.findLast((line) => /FATAL|PANIC/.test(line));
  return (fatal ?? lines.at(-1) ?? '').replace(/^.*?(FATAL|PANIC): +/, '');
}

async function readFrom(path: string, start: number): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64_000), 0, 64_000, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** One older log is kept. */
export async function rotateLog(path: string): Promise<void> {
  if ((await logSize(path)) > LOG_LIMIT_BYTES) await rename(path, `${path}.1`);
}

/** In bytes; 0 where there is none yet. */
export async function logSize(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
