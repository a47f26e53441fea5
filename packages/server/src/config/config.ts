import path from 'node:path';
import { parseAssurance } from './assurance.ts';
import { ConfigError } from './config-error.ts';
import { type Environment, networkEnvSuffix } from './env.ts';
import type { NetworkConfig, NetworkSpec } from './network-spec.ts';
import { parseVariables, type RateSourceName, ROLES, type Role } from './variables.ts';

export { ConfigError } from './config-error.ts';
export { type RateSourceName, ROLES, type Role } from './variables.ts';

export interface Config {
  /** The devnet, the demo shop and a ready-made organization: `npm start`. */
  readonly dev: boolean;
  readonly host: string;
  readonly port: number;
  /** Absolute URLs are made from this, never from a request's Host header. */
  readonly publicUrl: string;
  /** Host names that the admin API and the public pages are bound to, each refusing the other's; null: any. */
  readonly hosts: { readonly admin: string | null; readonly public: string | null };
  readonly dataDir: string;
  /** The operator's PostgreSQL; null: the embedded one. */
  readonly databaseUrl: string | null;
  /** For LISTEN where `databaseUrl` is a transaction-pooling proxy. */
  readonly databaseDirectUrl: string | null;
  /** The embedded database's user, where the server runs as root. */
  readonly databaseUser: string | null;
  readonly databasePoolSize: number;
  readonly roles: readonly Role[];
  readonly networks: readonly NetworkConfig[];
  readonly rateSources: readonly RateSourceName[];
  /** Other base URLs of the price sources, for a proxy or a stand-in. */
  readonly rateSourceUrls: Readonly<Partial<Record<RateSourceName, string>>>;
  readonly coingeckoApiKey: string | null;
  /** 32 bytes, base64; null: kept in a file of the data directory. */
  readonly secretKey: string | null;
  readonly metricsToken: string | null;
  /** Proxies whose X-Forwarded-For counts: addresses or CIDRs. */
  readonly trustProxy: readonly string[];
  /** Private ranges that webhooks may go to: CIDRs. */
  readonly webhookAllow: readonly string[];
  /** Bounds of `expiresIn` and `graceSeconds`, in seconds. */
  readonly ttlBounds: { readonly min: number; readonly max: number };
  readonly graceBounds: { readonly min: number; readonly max: number };
  /** Requests a minute for one key; 0: no limit. */
  readonly requestsPerMinute: number;
  readonly logLevel: string;
  readonly colour: boolean;
}

const nonEmpty = <T>(items: readonly T[], fallback: readonly T[]): readonly T[] =>
  items.length > 0 ? items : fallback;

/** `networks` is the catalogue; a network of it is on when its `OPENTILL_RPC_<NETWORK>` is set. */
export function createConfig(
  environment: Environment,
  { networks, dev = false, roles }: { networks: readonly NetworkSpec[]; dev?: boolean; roles?: readonly Role[] },
): Config {
  const variables = parseVariables(environment);
  const config: Config = {
    dev,
    host: variables.HOST,
    port: variables.PORT,
    publicUrl: (variables.OPENTILL_PUBLIC_URL ?? `http://localhost:${variables.PORT}`).replace(/\/+$/, ''),
    hosts: { admin: variables.OPENTILL_ADMIN_HOST ?? null, public: variables.OPENTILL_PUBLIC_HOST ?? null },
    dataDir: path.resolve(variables.OPENTILL_DATA_DIR),
    databaseUrl: variables.DATABASE_URL ?? null,
    databaseDirectUrl: variables.DATABASE_DIRECT_URL ?? variables.DATABASE_URL ?? null,
    databaseUser: variables.OPENTILL_DATABASE_USER ?? null,
    databasePoolSize: variables.OPENTILL_DATABASE_POOL,
    roles: roles ?? nonEmpty(variables.OPENTILL_ROLES, ROLES),
    networks: networks.flatMap((spec) => networkConfig(spec, environment)),
    rateSources: nonEmpty(
      variables.OPENTILL_RATE_SOURCES,
      dev ? ['fixed'] : ['kraken', 'coinbase', 'coingecko', 'chainlink'],
    ),
    rateSourceUrls: {
      ...(variables.OPENTILL_RATE_URL_KRAKEN && { kraken: variables.OPENTILL_RATE_URL_KRAKEN }),
      ...(variables.OPENTILL_RATE_URL_COINBASE && { coinbase: variables.OPENTILL_RATE_URL_COINBASE }),
      ...(variables.OPENTILL_RATE_URL_COINGECKO && { coingecko: variables.OPENTILL_RATE_URL_COINGECKO }),
    },
    coingeckoApiKey: variables.OPENTILL_COINGECKO_API_KEY ?? null,
    secretKey: variables.OPENTILL_SECRET_KEY ?? null,
    metricsToken: variables.OPENTILL_METRICS_TOKEN ?? null,
    trustProxy: variables.OPENTILL_TRUST_PROXY,
    webhookAllow: nonEmpty(variables.OPENTILL_WEBHOOK_ALLOW, dev ? ['127.0.0.0/8', '::1/128'] : []),
    ttlBounds: { min: variables.OPENTILL_MIN_TTL, max: variables.OPENTILL_MAX_TTL },
    graceBounds: { min: 0, max: variables.OPENTILL_MAX_GRACE },
    requestsPerMinute: variables.OPENTILL_REQUESTS_PER_MINUTE,
    logLevel: variables.LOG_LEVEL,
    colour: variables.NO_COLOR === undefined,
  };
  refuseContradictions(config);
  return config;
}

function refuseContradictions({ dev, networks, rateSources, ttlBounds }: Config): void {
  if (ttlBounds.min > ttlBounds.max) throw new ConfigError('OPENTILL_MIN_TTL must be at most OPENTILL_MAX_TTL');
  if (rateSources.includes('fixed') && rateSources.length > 1)
    throw new ConfigError('OPENTILL_RATE_SOURCES: fixed (pretend) prices cannot stand beside real ones');
  const live = dev ? undefined : networks.find(({ spec }) => spec.livemode);
  if (live && rateSources.includes('fixed'))
    throw new ConfigError(
      `OPENTILL_RATE_SOURCES: fixed (pretend) prices are for test networks only, and ${live.spec.name} is switched on`,
    );
}

function networkConfig(spec: NetworkSpec, environment: Environment): NetworkConfig[] {
  const suffix = networkEnvSuffix(spec.name);
  const rpcUrls = (environment[`OPENTILL_RPC_${suffix}`] ?? '')
    .split(',')
    .map((url) => url.trim())
    .filter(Boolean);
  for (const url of rpcUrls) {
    // The URL itself may hold the provider's key: name the variable, not the value.
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
      throw new ConfigError(`OPENTILL_RPC_${suffix} must be a list of http(s) URLs, separated by commas`);
    }
  }
  const wsUrl = environment[`OPENTILL_WS_${suffix}`] ?? null;
  if (wsUrl !== null && (!/^wss?:\/\//.test(wsUrl) || !URL.canParse(wsUrl)))
    throw new ConfigError(`OPENTILL_WS_${suffix} must be a ws(s) URL`);
  const readsTraces = parseTraces(suffix, environment[`OPENTILL_TRACES_${suffix}`]);
  // Also of a network that is switched off: what cannot be used is said now, and not on the day it is switched on.
  const isOn = rpcUrls.length > 0;
  const assurance = parseAssurance(spec, rpcUrls, isOn ? environment : withoutQuorum(suffix, environment));
  return isOn ? [{ spec, rpcUrls, wsUrl, readsTraces, ...assurance }] : [];
}

/** It asks for nodes, of which there are none. */
const withoutQuorum = (suffix: string, environment: Environment): Environment => ({
  ...environment,
  [`OPENTILL_QUORUM_${suffix}`]: undefined,
});

/** `auto`: wherever a node has them. */
function parseTraces(suffix: string, text = 'auto'): boolean {
  if (text !== 'auto' && text !== 'off') throw new ConfigError(`OPENTILL_TRACES_${suffix} must be auto or off`);
  return text === 'auto';
}
