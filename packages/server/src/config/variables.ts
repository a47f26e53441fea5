import { isIP } from 'node:net';
import { z } from 'zod';
import { isNeverAllowed } from '../core/never-allowed.ts';
import { ConfigError } from './config-error.ts';
import type { Environment } from './env.ts';

export const ROLES = ['api', 'follower', 'worker'] as const;
export type Role = (typeof ROLES)[number];

export const RATE_SOURCES = ['fixed', 'kraken', 'coinbase', 'coingecko', 'chainlink'] as const;
export type RateSourceName = (typeof RATE_SOURCES)[number];

const list = z
  .string()
  .optional()
  .transform((text) =>
    (text ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

function listOf(allowed: readonly string[]) {
  return { error: `must be a list of ${allowed.join(', ')}, separated by commas` };
}

function wholeNumber(least: number, most: number, fallback: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, error)
    .transform(Number)
    .pipe(z.number().min(least, error).max(most, error))
    .default(fallback);
}

const YEAR_SECONDS = 366 * 24 * 3600;
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must start with postgres://');
const webUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const HOST_NAME = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`);
const hostName = z
  .string()
  .toLowerCase()
  .regex(HOST_NAME, 'must be a host name such as api.example.com, without scheme, port or path');

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535, 4242),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be trace, debug, info, warn, error, fatal or silent',
    })
    .default('info'),
  NO_COLOR: z.string().optional(),
  OPENTILL_PUBLIC_URL: webUrl.refine(isOrigin, 'must have no path, such as https://pay.example.com').optional(),
  OPENTILL_ADMIN_HOST: hostName.optional(),
  OPENTILL_PUBLIC_HOST: hostName.optional(),
  OPENTILL_DATA_DIR: z.string().default('.opentill'),
  OPENTILL_DATABASE_USER: z.string().optional(),
  OPENTILL_DATABASE_POOL: wholeNumber(4, 500, 12),
  OPENTILL_ROLES: list.pipe(z.array(z.enum(ROLES, listOf(ROLES)))),
  OPENTILL_RATE_SOURCES: list.pipe(z.array(z.enum(RATE_SOURCES, listOf(RATE_SOURCES)))),
  OPENTILL_RATE_URL_KRAKEN: webUrl.optional(),
  OPENTILL_RATE_URL_COINBASE: webUrl.optional(),
  OPENTILL_RATE_URL_COINGECKO: webUrl.optional(),
  OPENTILL_COINGECKO_API_KEY: z.string().optional(),
  OPENTILL_SECRET_KEY: z
    .string()
    .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64')
    .optional(),
  OPENTILL_METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  OPENTILL_TRUST_PROXY: list.refine((all) => all.every((each) => isIP(each) !== 0 || isCidr(each)), {
    error: 'must be a list of addresses or networks such as 127.0.0.1 or 10.0.0.0/8, separated by commas',
  }),
  OPENTILL_WEBHOOK_ALLOW: list
    .refine((all) => all.every(isCidr), {
      error: 'must be a list of networks such as 10.20.0.0/16 or fd12:3456::/32, separated by commas',
      abort: true,
    })
    .refine((all) => !all.some(isNeverAllowed), {
      error:
        'names a network in which clouds keep credentials (169.254.0.0/16, fe80::/10 …): no webhook may ever go there. Take it out',
    }),
  OPENTILL_MIN_TTL: wholeNumber(1, YEAR_SECONDS, 60),
  OPENTILL_MAX_TTL: wholeNumber(1, YEAR_SECONDS, 24 * 3600),
  OPENTILL_MAX_GRACE: wholeNumber(0, YEAR_SECONDS, 7 * 24 * 3600),
  OPENTILL_REQUESTS_PER_MINUTE: wholeNumber(0, 1_000_000_000, 6000),
});

export type Variables = z.output<typeof schema>;

/** The names of all variables but those of the networks. */
export const VARIABLES: readonly string[] = Object.keys(schema.shape);

/**
 * Types and defaults of the variables.
 * @throws {ConfigError} naming the first one that cannot be used; its value is not repeated.
 */
export function parseVariables(environment: Environment): Variables {
  const result = schema.safeParse(environment);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new ConfigError(`${String(issue.path[0])} ${issue.message}`);
}

/** No path, query or user: everything is made below it. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).href === `${new URL(text).origin}/`;
}

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  const version = isIP(address);
  return rest.length === 0 && version !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}
