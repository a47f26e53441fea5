export interface ClientOptions {
  /** Where the server is: `https://pay.example.com`. */
  readonly baseUrl: string;
  /** Instead of the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** For one attempt, 30 s by default. */
  readonly timeoutMs?: number;
  /** Attempts after the first, 2 by default. */
  readonly maxRetries?: number;
}

export interface RequestOptions {
  /**
   * Names this attempt of yours, so that a repeat, even from another process, gets the first one's answer. Without it each
   * call gets a random one, which covers the client's own retries.
   */
  readonly idempotencyKey?: string;
  /** Ends the request and its retries; what it was aborted with is thrown. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** The client's own mistake in setting it up. */
export class OpentillConfigError extends TypeError {
  override readonly name = 'OpentillConfigError';
}

/** The base URL without a slash at its end. Throws `OpentillConfigError` for what is no http(s) URL. */
export function checkBaseUrl(baseUrl: string | undefined): string {
  if (baseUrl === undefined || !URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw new OpentillConfigError('`baseUrl` is the http(s) address of your Opentill server.');
  }
  return baseUrl.replace(/\/+$/, '');
}

/** Throws `OpentillConfigError`, without the key, for what cannot be one. */
export function checkApiKey(apiKey: string | undefined): string {
  if (typeof apiKey !== 'string' || !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new OpentillConfigError('The API key is missing or has blanks in it. It looks like ck_test_….');
  }
  return apiKey;
}
