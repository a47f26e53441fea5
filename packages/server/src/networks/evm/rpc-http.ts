import { ChainReadError } from '../../core/chain/errors.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import { BatchRefusedError } from './rpc-answer.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';

export interface PostOptions {
  readonly timeoutMs: Milliseconds;
  readonly closing: AbortSignal;
  readonly now: () => Instant;
}

/** Carries one JSON-RPC body to a node and its answer's text back; throws as `post` does. */
export type Transport = typeof post;

/** Statuses with which nodes and their gateways turn a batch away rather than the caller. */
const BATCH_REFUSALS = new Set([400, 405, 413, 422]);

/**
 * Posts one JSON-RPC body and returns the text of the answer; throws `ChainReadError` for everything but a 2xx in full,
 * `BatchRefusedError` where a smaller batch may do. Connections are kept alive by `fetch` itself.
 */
export async function post(endpoint: RpcEndpoint, body: string, many: boolean, options: PostOptions): Promise<string> {
  const { host } = endpoint;
  try {
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers: endpoint.headers,
      body,
      // A redirect would turn the POST into a GET, and could lead anywhere.
      redirect: 'error',
      signal: AbortSignal.any([options.closing, AbortSignal.timeout(options.timeoutMs)]),
    });
    const text = await response.text();
    if (response.ok || isErrorAnswer(response.status, text)) return text;
    throw refusal(endpoint, response, many, options.now());
  } catch (error) {
    if (error instanceof ChainReadError || error instanceof BatchRefusedError) throw error;
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      throw new ChainReadError('timeout', `${host} did not answer within ${options.timeoutMs} ms`, { host });
    }
    // `fetch` itself says only «fetch failed»; the reason, without the URL, is one level down.
    const cause = (error as Error).cause;
    const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? (error as Error).name;
    throw new ChainReadError('unreachable', `${host} could not be read (${code})`, { host, cause });
  }
}

/** Some nodes wrap a JSON-RPC error in a 400: the error says more than the status. */
function isErrorAnswer(status: number, text: string): boolean {
  if (status < 400 || status >= 500 || [401, 403, 429].includes(status)) return false;
  try {
    return typeof JSON.parse(text).error?.message === 'string';
  } catch {
    return false;
  }
}

function refusal(endpoint: RpcEndpoint, response: Response, many: boolean, now: Instant): Error {
  const { host } = endpoint;
  if (many && BATCH_REFUSALS.has(response.status)) return new BatchRefusedError();
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), now);
  const details = retryAfterMs === null ? { host } : { host, retryAfterMs };
  if (response.status === 429)
    return new ChainReadError('rate_limited', `${host} asks for fewer requests (429)`, details);
  if (response.status === 413)
    return new ChainReadError('range_limit', `${host} refused the request's size (413)`, details);
  return new ChainReadError('http_status', `${host} answered status ${response.status}`, details);
}

/** `Retry-After` in milliseconds (RFC 9110 §10.2.3: seconds, or a date); `null` when absent or unreadable. */
function parseRetryAfter(value: string | null, now: Instant): Milliseconds | null {
  if (value === null) return null;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
