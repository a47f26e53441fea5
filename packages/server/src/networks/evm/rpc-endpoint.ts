import type { ChainReadError } from '../../core/chain/errors.ts';
import type { NodeHealth } from '../../core/chain/node-health.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import { freshHealth, type Health, noteAnswer, noteLatency, scoreOf, tierOf } from './rpc-health.ts';

/** After so many full batches without complaint a larger one is tried again. */
const PATIENCE = 20;
const FIRST_REST_MS = 250;
const LONGEST_REST_MS = 30_000;
const FIRST_LIMITED_REST_MS = 1_000;
const LONGEST_LIMITED_REST_MS = 60_000;
/** Reasons that speak against the node itself, not against what was asked of it. */
const FAULTS_OF_THE_NODE = new Set(['unreachable', 'timeout', 'http_status', 'malformed', 'incomplete', 'wrong_chain']);

/** One node, and what has been learnt about it. */
export interface RpcEndpoint {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** All that may ever be shown of `url`. */
  readonly host: string;
  /** Parts of the URL that must not be repeated, should the node echo them. */
  readonly secrets: readonly string[];
  /** Calls in one HTTP request; halved when the node refuses more, and tried again after many that it took. */
  batchLimit: number;
  batchesBorne: number;
  readonly largestBatch: number;
  /** Its chain id was read and is right. */
  verified: boolean;
  failuresInARow: number;
  restingUntil: Instant;
  /** It rests because it said «too many requests»: then it is not even asked as a last resort. */
  limited: boolean;
  /** What is wrong with it beside the other hosts: it is asked last until it fits again. Null: nothing. */
  setAside: ChainReadError | null;
  readonly health: Health;
}

/** Credentials in a URL (`https://user:secret@host`) become a header: fetch refuses them in place and would print them. */
export function createRpcEndpoint(text: string, largestBatch: number): RpcEndpoint {
  const url = new URL(text);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (credentials !== ':') headers['authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const parts = [...url.pathname.split('/'), ...url.searchParams.values(), username, password];
  return {
    url: url.href,
    headers,
    host: url.host,
    secrets: parts.filter((part) => part.length >= 6),
    batchLimit: largestBatch,
    batchesBorne: 0,
    largestBatch,
    verified: false,
    failuresInARow: 0,
    restingUntil: 0,
    limited: false,
    setAside: null,
    health: freshHealth(),
  };
}

/** The endpoints to ask now: those in good standing, the best first, and those to fall back on, which rest, soonest first. */
export function inOrderOfTrust(
  endpoints: readonly RpcEndpoint[],
  now: Instant,
  slowMs: Milliseconds,
): { readonly ready: readonly RpcEndpoint[]; readonly resting: readonly RpcEndpoint[] } {
  const tier = ({ health }: RpcEndpoint) => tierOf(scoreOf(health, now, slowMs));
  // Sorting is stable: within a tier the configured order stays.
  const isReady = ({ restingUntil, setAside }: RpcEndpoint) => restingUntil <= now && setAside === null;
  const ready = endpoints.filter(isReady).sort((a, b) => tier(a) - tier(b));
  const isAside = ({ setAside }: RpcEndpoint) => Number(setAside !== null);
  const resting = endpoints
    .filter((endpoint) => !isReady(endpoint) && (endpoint.restingUntil <= now || !endpoint.limited))
    .sort((a, b) => isAside(a) - isAside(b) || a.restingUntil - b.restingUntil);
  return { ready, resting };
}

export function stateOf({ restingUntil, limited, setAside, health }: RpcEndpoint, now: Instant): NodeHealth['state'] {
  if (health.lastFault === 'wrong_chain') return 'wrong_chain';
  if (restingUntil <= now) return setAside === null ? 'ready' : 'resting';
  return limited ? 'limited' : 'resting';
}

export function noteSuccess(endpoint: RpcEndpoint, tookMs: Milliseconds, now: Instant): void {
  endpoint.failuresInARow = 0;
  endpoint.restingUntil = 0;
  endpoint.limited = false;
  endpoint.health.lastFault = null;
  noteAnswer(endpoint.health, true, now);
  noteLatency(endpoint.health, tookMs, now);
}

export function noteRefusedBatch(endpoint: RpcEndpoint, calls: number): void {
  endpoint.batchLimit = Math.max(1, Math.floor(calls / 2));
  endpoint.batchesBorne = 0;
}

export function noteBorneBatch(endpoint: RpcEndpoint, calls: number): void {
  if (calls < endpoint.batchLimit || endpoint.batchLimit === endpoint.largestBatch) return;
  endpoint.batchesBorne += 1;
  if (endpoint.batchesBorne < PATIENCE) return;
  endpoint.batchLimit = Math.min(endpoint.largestBatch, endpoint.batchLimit * 2);
  endpoint.batchesBorne = 0;
}

/**
 * Lets a failing endpoint rest: as long as it asked, else twice as long each time. That it found too much what cannot be asked
 * in less is a failing too.
 */
export function noteFailure(endpoint: RpcEndpoint, error: ChainReadError, now: Instant, canAskLess = false): void {
  const limited = error.reason === 'rate_limited';
  const isFault = FAULTS_OF_THE_NODE.has(error.reason) || (error.reason === 'range_limit' && !canAskLess);
  if (!limited && !isFault) return;
  endpoint.health.lastFault = error.reason;
  noteAnswer(endpoint.health, false, now);
  // After an outage another machine may answer at the same address.
  if (!limited) endpoint.verified = false;
  const [first, longest] = limited
    ? [FIRST_LIMITED_REST_MS, LONGEST_LIMITED_REST_MS]
    : [FIRST_REST_MS, LONGEST_REST_MS];
  const restMs: Milliseconds = error.retryAfterMs ?? first * 2 ** Math.min(endpoint.failuresInARow, 10);
  endpoint.failuresInARow += 1;
  endpoint.restingUntil = now + Math.min(restMs, longest);
  endpoint.limited = limited;
}
