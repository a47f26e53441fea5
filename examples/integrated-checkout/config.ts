import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What the shop needs to know. Nothing else in it reads the environment. */
export interface Config {
  /** 0: any free one. */
  readonly port: number;
  /** Where Opentill reaches this shop; null: on this machine, at the port. */
  readonly shopUrl: string | null;
  readonly opentillUrl: string;
  /** Stays on this side: the browser never sees it. */
  readonly apiKey: string;
  /** What `npm start` has written; null with a server of your own, where nothing can be paid by a test. */
  readonly devFile: string | null;
  /** Null: the shop registers its webhook endpoint by itself and is told the secret. */
  readonly webhookSecret: string | null;
}

/** Something is missing; the message says what would do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Your own server where the environment names one, else what `npm start` has written. @throws ConfigError */
export function readConfig(env: Environment = process.env): Config {
  const server = env['OPENTILL_URL'] ? namedServer(env) : developmentServer(env);
  const port = env['PORT'] || '3100';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new ConfigError('PORT must be a number from 0 to 65535.');
  return {
    ...server,
    port: Number(port),
    shopUrl: env['SHOP_URL']?.replace(/\/+$/, '') || null,
    webhookSecret: env['OPENTILL_WEBHOOK_SECRET'] || null,
  };
}

type Server = Pick<Config, 'opentillUrl' | 'apiKey' | 'devFile'>;

function namedServer(env: Environment): Server {
  const { OPENTILL_URL: url = '', OPENTILL_API_KEY: apiKey } = env;
  if (!/^https?:\/\//.test(url)) throw new ConfigError('OPENTILL_URL must start with http:// or https://.');
  if (!apiKey) throw new ConfigError('OPENTILL_API_KEY is missing: a key made by `opentill keys create`.');
  return { opentillUrl: url.replace(/\/+$/, ''), apiKey, devFile: null };
}

const REPOSITORY = join(import.meta.dirname, '..', '..');

function developmentServer(env: Environment): Server {
  const file = resolve(env['OPENTILL_DATA_DIR'] || join(REPOSITORY, '.opentill'), 'dev.json');
  try {
    const { url, apiKey } = JSON.parse(readFileSync(file, 'utf8'));
    return { opentillUrl: url, apiKey, devFile: file };
  } catch (cause) {
    const remedy = 'Start the server first with `npm start`, or set OPENTILL_URL and OPENTILL_API_KEY.';
    throw new ConfigError(`There is no development server in ${file}. ${remedy}`, { cause });
  }
}
