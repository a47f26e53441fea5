import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, type Dispatcher, request } from 'undici';
import { ChainReadError, OversizedAnswerError } from '../../core/chain/errors.ts';
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
/** Far more than the fullest blocks that are asked for at once, and what this process can bear. */
export const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;
const LONGEST_ERROR = 65_536;
const TOO_MUCH = new Set(['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'ERR_BUFFER_TOO_LARGE']);

/** Some gateways turn away whoever does not say what it is. */
const HEADERS = { accept: 'application/json', 'accept-encoding': 'gzip', 'user-agent': 'opentill' };
const GZIP = /^(x-)?gzip$/i;

/** Connections to nodes, kept alive. Not `fetch`: its streams cost half as much again for answers of megabytes. */
const connections = new Agent({ allowH2: false, maxResponseSize: LARGEST_ANSWER_BYTES });
const unzip = promisify(gunzip);

/**
 * Posts one JSON-RPC body and returns the text of the answer; throws `ChainReadError` for everything but a 2xx in full,
 * `BatchRefusedError` where a smaller batch may do. Redirects are not followed: one could lead anywhere.
 */
export async function post(endpoint: RpcEndpoint, body: string, many: boolean, options: PostOptions): Promise<string> {
  const { host } = endpoint;
  try {
    const response = await request(endpoint.url, {
      dispatcher: connections,
      method: 'POST',
      headers: { ...HEADERS, ...endpoint.headers },
      body,
      signal: AbortSignal.any([options.closing, AbortSignal.timeout(options.timeoutMs)]),
    });
    const text = await readText(response);
    const { statusCode } = response;
    if ((statusCode >= 200 && statusCode < 300) || isErrorAnswer(statusCode, text)) return text;
    throw refusal(endpoint, response, many, options.now());
  } catch (error) {
    if (error instanceof ChainReadError || error instanceof BatchRefusedError) throw error;
    throw faultOf(error as Error, host, many, options);
  }
}

/** What it means that a whole answer did not come, without anything of the URL. */
function faultOf(error: NodeJS.ErrnoException, host: string, many: boolean, { timeoutMs }: PostOptions): Error {
  // A `DOMException` has a number for a code.
  const code = typeof error.code === 'string' ? error.code : error.name;
  if (code === 'TimeoutError') {
    return new ChainReadError('timeout', `${host} did not answer within ${timeoutMs} ms`, { host });
  }
  if (TOO_MUCH.has(code)) {
    return many ? new BatchRefusedError() : new OversizedAnswerError(host, `${LARGEST_ANSWER_BYTES} bytes`);
  }
  if (code.startsWith('Z_'))
    return new ChainReadError('malformed', `${host} answered damaged gzip (${code})`, { host });
  return new ChainReadError('unreachable', `${host} could not be read (${code})`, { host, cause: error });
}

async function readText({ body, headers }: Dispatcher.ResponseData): Promise<string> {
  if (!GZIP.test(String(headers['content-encoding']))) return body.text();
  const unzipped = await unzip(await body.bytes(), { maxOutputLength: LARGEST_ANSWER_BYTES });
  return unzipped.toString('utf8');
}

/** Some nodes wrap a JSON-RPC error in a 400: the error says more than the status. */
function isErrorAnswer(status: number, text: string): boolean {
  if (status < 400 || status >= 500 || [401, 403, 429].includes(status) || text.length > LONGEST_ERROR) return false;
  try {
    return typeof JSON.parse(text).error?.message === 'string';
  } catch {
    return false;
  }
}

function refusal(endpoint: RpcEndpoint, response: Dispatcher.ResponseData, many: boolean, now: Instant): Error {
  const { host } = endpoint;
  const { statusCode: status, headers } = response;
  if (many && BATCH_REFUSALS.has(status)) return new BatchRefusedError();
  const retryAfterMs = parseRetryAfter(headers['retry-after'], now);
  const details = retryAfterMs === null ? { host } : { host, retryAfterMs };
  if (status === 429) return new ChainReadError('rate_limited', `${host} asks for fewer requests (429)`, details);
  if (status === 413) return new ChainReadError('range_limit', `${host} refused the request's size (413)`, details);
  return new ChainReadError('http_status', `${host} answered status ${status}`, details);
}

/** `Retry-After` in milliseconds (RFC 9110 §10.2.3: seconds, or a date); `null` when absent or unreadable. */
function parseRetryAfter(value: string | string[] | undefined, now: Instant): Milliseconds | null {
  if (typeof value !== 'string') return null;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
