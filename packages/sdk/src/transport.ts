import { errorFromResponse } from './error-from-response.ts';
import { ConnectionError, type OpentillError, ServerError } from './errors.ts';
import { type ClientOptions, checkApiKey, checkBaseUrl, type RequestOptions } from './options.ts';
import { isRetryable, retryAfterMs, retryDelayMs } from './retry.ts';
import { VERSION } from './version.ts';

export type QueryValue = string | number | boolean | undefined;

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** After the base URL, ids already escaped: see `path`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  readonly body?: object | undefined;
  /** The answer is text for itself, no JSON. */
  readonly isText?: boolean;
  readonly options?: RequestOptions | undefined;
}

/** Sends a request, with its retries, and gives the parsed answer. */
export type Transport = <T>(request: ApiRequest) => Promise<T>;

/** `path`/checkout_sessions/${id}``: a path whose parameters are escaped, so that an id can never reach another route. */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  for (const value of values) {
    if (typeof value !== 'string' || value === '' || /^\.{1,2}$/.test(value))
      throw new TypeError('An id must be a non-empty string.');
  }
  return String.raw({ raw: parts }, ...values.map(encodeURIComponent));
}

type Attempt<T> =
  | { readonly done: T }
  | { readonly failed: OpentillError; readonly retry: boolean; readonly askedMs: number | null };

export function createTransport(apiKey: string | undefined, options: ClientOptions): Transport {
  const key = checkApiKey(apiKey);
  // From JavaScript the options can be left out as a whole.
  const baseUrl = checkBaseUrl((options as ClientOptions | undefined)?.baseUrl);
  const { maxRetries = 2 } = options;

  return async <T>(request: ApiRequest): Promise<T> => {
    const url = urlOf(baseUrl, request);
    const init = initOf(key, request);
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attemptOnce<T>(url, init, request, options);
      if ('done' in outcome) return outcome.done;
      const delayMs = retryDelayMs(attempt, outcome.askedMs, Math.random());
      if (!outcome.retry || attempt > maxRetries || delayMs === null) throw outcome.failed;
      await pause(delayMs, request.options?.signal);
    }
  };
}

function urlOf(baseUrl: string, { path: requestPath, query = {} }: ApiRequest): string {
  const url = new URL(`${baseUrl}/api/v1${requestPath}`);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url.href;
}

/** The same for every attempt: above all the idempotency key. */
function initOf(apiKey: string, { method, body, isText = false, options }: ApiRequest): RequestInit {
  const headers: Record<string, string> = {
    accept: isText ? 'text/*, application/json' : 'application/json',
    authorization: `Bearer ${apiKey}`,
  };
  // In a page it would be one more header to ask the server's leave for.
  if (!apiKey.startsWith('pk_')) headers['user-agent'] = `opentill-sdk/${VERSION}`;
  if (method === 'POST') headers['idempotency-key'] = options?.idempotencyKey ?? crypto.randomUUID();
  if (body !== undefined) headers['content-type'] = 'application/json';
  // A redirect would carry the key to wherever it points; `manual` is the spelling that every runtime has.
  return { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
}

async function attemptOnce<T>(
  url: string,
  init: RequestInit,
  { isText = false, options: request }: ApiRequest,
  client: ClientOptions,
): Promise<Attempt<T>> {
  const timeoutMs = request?.timeoutMs ?? client.timeoutMs ?? 30_000;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = request?.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
  const send = client.fetch ?? fetch;
  try {
    const response = await send(url, { ...init, signal });
    return readAnswer<T>(response, await response.text(), isText);
  } catch (cause) {
    if (request?.signal?.aborted) throw request.signal.reason;
    const failed = timeout.aborted
      ? new ConnectionError(`The server did not answer within ${timeoutMs} ms.`, { code: 'timeout', cause })
      : new ConnectionError('The server could not be reached.', { code: 'connection_failed', cause });
    return { failed, retry: true, askedMs: null };
  }
}

function readAnswer<T>(response: Response, body: string, isText: boolean): Attempt<T> {
  if (!response.ok) {
    const failed = errorFromResponse(response, body);
    const askedMs = retryAfterMs(response.headers.get('retry-after'), Date.now());
    return { failed, retry: isRetryable(response.status, failed.code), askedMs };
  }
  if (isText) return { done: body as T };
  if (body === '') return { done: undefined as T };
  try {
    return { done: JSON.parse(body) as T };
  } catch (cause) {
    const details = { code: 'unexpected_answer', status: response.status, cause };
    return {
      failed: new ServerError('The answer is not JSON: is `baseUrl` your Opentill server?', details),
      retry: false,
      askedMs: null,
    };
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
