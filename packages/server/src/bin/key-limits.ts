import { isIP } from 'node:net';
import { createCallerSet } from '../core/network-set.ts';
import { isScope, SCOPES, type Scope } from '../core/scopes.ts';
import type { ApiKeyLimits } from '../store/api-keys.ts';
import { UsageError } from './usage.ts';

const MAX_NETWORKS = 50;

interface Given {
  readonly scopes?: string | undefined;
  readonly publishable: boolean;
  readonly 'allow-ip'?: readonly string[] | undefined;
}

/**
 * What a new key may do and from where, as the options say.
 * @throws {UsageError}
 */
export function readKeyLimits(given: Given): ApiKeyLimits {
  if (given.publishable && given.scopes !== undefined) {
    throw new UsageError('A publishable key has no scopes: it reads the public view of one session and nothing else.');
  }
  return {
    kind: given.publishable ? 'publishable' : 'secret',
    scopes: given.scopes === undefined ? null : readScopes(given.scopes),
    allowedIps: given['allow-ip'] === undefined ? null : readNetworks(given['allow-ip']),
  };
}

function readScopes(text: string): readonly Scope[] {
  const scopes = words(text);
  if (scopes.length === 0 || !scopes.every(isScope)) {
    throw new UsageError(`--scopes is a list of ${SCOPES.join(', ')}, separated by commas.`);
  }
  return SCOPES.filter((scope) => scopes.includes(scope));
}

/** A bare address is a network of one. */
function readNetworks(texts: readonly string[]): readonly string[] {
  const networks = texts
    .flatMap(words)
    .map((each) => (isIP(each) === 0 ? each : `${each}/${isIP(each) === 4 ? 32 : 128}`));
  const isSet = networks.length > 0 && networks.length <= MAX_NETWORKS;
  if (!isSet || !networks.every(isNetwork)) {
    throw new UsageError(
      `--allow-ip is an address or a network such as 203.0.113.0/24 or 2001:db8::/32, at most ${MAX_NETWORKS} of them.`,
    );
  }
  return networks;
}

/** An IPv4 address in IPv6 clothes would never match: callers are known by their IPv4 address. */
function isNetwork(text: string): boolean {
  if (/^::ffff:/i.test(text)) return false;
  try {
    createCallerSet([text]);
    return true;
  } catch {
    return false;
  }
}

const words = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
