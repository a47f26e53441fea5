/**
 * A program for the supervisor's tests: takes the data directory (where asked to), starts the database, says on one line how that
 * went, and stops it when its input ends. Arguments: the data directory, options as JSON.
 */
import { acquireDataDirectory } from '../store/embedded/acquire.ts';
import { EmbeddedPostgresError } from '../store/embedded/errors.ts';
import { startEmbeddedPostgres } from '../store/embedded/start.ts';

export interface ProcessOptions {
  livemode?: boolean;
  userName?: string;
  /** The address to take the data directory with; without it only the database is used, as command-line tools do. */
  url?: string;
}

export interface ProcessReport {
  connectionString?: string;
  pid?: number;
  adopted?: boolean;
  error?: { name: string; message: string; remedy: string };
}

const dataDir = process.argv[2] ?? '';
const { url, ...options } = JSON.parse(process.argv[3] ?? '{}') as ProcessOptions;
const log = { info: write, warn: write, error: write };

function write(details: object, message: string): void {
  process.stderr.write(`${JSON.stringify({ message, ...details })}\n`);
}

function report(line: ProcessReport): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

try {
  const acquired = url ? await acquireDataDirectory(dataDir, { url, startedAt: Date.now() }) : undefined;
  const postgres = await startEmbeddedPostgres({ dataDir, log, ...options });
  const { connectionString, pid, adopted } = postgres;
  report({ connectionString, pid, adopted });
  process.stdin.resume().once('end', async () => {
    await postgres.stop();
    await acquired?.release();
    process.exit(0);
  });
} catch (error) {
  if (!(error instanceof EmbeddedPostgresError)) throw error;
  report({ error: { name: error.name, message: error.message, remedy: error.remedy } });
}
