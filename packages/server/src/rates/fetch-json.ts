import type { Milliseconds } from '../core/time.ts';
import { parseExactJson } from './exact-json.ts';
import { PriceSourceError } from './source.ts';

export interface FetchOptions {
  readonly timeoutMs: Milliseconds;
  readonly maxBytes: number;
  /** May hold a key: never logged, never part of an error. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FetchedJson {
  /** Numbers are their text; see `parseExactJson`. */
  readonly json: unknown;
  /** How long a cache on the way had kept the answer (its `Age` header); 0 where none says. */
  readonly cachedForMs: Milliseconds;
}

/** One price source asks at most this often and waits at most this long by default. */
export const FETCH_DEFAULTS = { timeoutMs: 5_000, maxBytes: 1_048_576 } as const;

/**
 * GETs JSON from a price source: no redirects, one deadline for head and body together, at most `maxBytes` read.
 * Error answers (4xx, 5xx) are failures, whatever their body says.
 * @throws {PriceSourceError} for anything but a 2xx answer with JSON in it.
 */
export async function fetchExactJson(url: URL, options: FetchOptions): Promise<FetchedJson> {
  const where = `${url.origin}${url.pathname}`;
  const signal = AbortSignal.timeout(options.timeoutMs);
  const response = await get(url, options, signal).catch((cause: unknown) => {
    throw new PriceSourceError(`${where} ${failure(signal, options, cause)}.`, { cause });
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new PriceSourceError(`${where} answered ${response.status}.`);
  }
  const text = await readText(response, where, options, signal);
  try {
    return { json: parseExactJson(text), cachedForMs: cachedFor(response) };
  } catch (cause) {
    throw new PriceSourceError(`${where} answered something that is not JSON.`, { cause });
  }
}

function get(url: URL, options: FetchOptions, signal: AbortSignal): Promise<Response> {
  const headers = { accept: 'application/json', 'user-agent': 'opentill', ...options.headers };
  return fetch(url, { headers, redirect: 'error', signal });
}

/** With the code of what went wrong, ENOTFOUND or CERT_HAS_EXPIRED: the way to the source, and not the source, may be at fault. */
function failure(signal: AbortSignal, options: FetchOptions, error: unknown): string {
  if (signal.aborted) return `did not answer within ${options.timeoutMs} ms`;
  const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
  return typeof code === 'string' ? `could not be read (${code})` : 'could not be read';
}

async function readText(response: Response, where: string, options: FetchOptions, signal: AbortSignal) {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > options.maxBytes)
        throw new PriceSourceError(`${where} answered more than ${options.maxBytes} bytes.`);
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (cause) {
    if (cause instanceof PriceSourceError) throw cause;
    throw new PriceSourceError(`${where} ${failure(signal, options, cause)}.`, { cause });
  }
}

function cachedFor(response: Response): Milliseconds {
  const age = response.headers.get('age') ?? '';
  return /^\d{1,9}$/.test(age) ? Number(age) * 1_000 : 0;
}
