import { type Logger, type LoggerOptions as PinoOptions, pino } from 'pino';

export type { Logger };

/** What never reaches a log line, wherever it stands in what is logged. */
const REDACTED = [
  'req.headers.authorization',
  'req.headers.cookie',
  '*.secret',
  '*.password',
  '*.privateKey',
  '*.apiKey',
];

export interface LoggerOptions {
  readonly level: string;
  /** One readable line an entry instead of JSON; for a terminal. */
  readonly readable: boolean;
  /** Standard output, unless it belongs to what a command prints. */
  readonly output?: NodeJS.WritableStream;
}

export function createLogger({ level, readable, output = process.stdout }: LoggerOptions): Logger {
  const options: PinoOptions = { level, redact: REDACTED, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return readable ? pino(options, readableLines(output)) : pino(options);
}

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};

/** `12:04:31 info  listening address=127.0.0.1:4242 url=http://localhost:4242` */
function readableLines(out: NodeJS.WritableStream) {
  return {
    write(line: string): void {
      const { level, time, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
      const fields = Object.entries(rest).map(
        ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
      );
      const head = `${String(time).slice(11, 19)} ${(LEVELS[level as number] ?? 'info').padEnd(5)} ${msg ?? ''}`;
      out.write(`${[head, ...fields].join(' ')}\n`);
      if (err) out.write(`${(err as { stack?: string; message?: string }).stack ?? String(err)}\n`);
    },
  };
}
