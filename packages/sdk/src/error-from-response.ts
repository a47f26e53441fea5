import {
  AuthenticationError,
  ConflictError,
  type ErrorDetails,
  InvalidRequestError,
  NotFoundError,
  type OpentillError,
  PermissionError,
  RateLimitError,
  ServerError,
} from './errors.ts';
import { retryAfterMs } from './retry.ts';

type ErrorClass = new (message: string, details: ErrorDetails) => OpentillError;

const BY_STATUS: Readonly<Record<number, ErrorClass>> = {
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  429: RateLimitError,
};

interface ErrorFields {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly param?: unknown;
  readonly requestId?: unknown;
}

/** The error that an answer other than 2xx stands for. `body` is its text: usually the API's error envelope, at times a proxy's page. */
export function errorFromResponse(response: Response, body: string): OpentillError {
  const fields = errorFields(body);
  const waitMs = retryAfterMs(response.headers.get('retry-after'), Date.now());
  const details = {
    code: text(fields.code) ?? 'unexpected_answer',
    status: response.status,
    requestId: text(fields.requestId) ?? response.headers.get('x-request-id') ?? undefined,
    param: text(fields.param),
    retryAfterSeconds: waitMs === null ? undefined : Math.ceil(waitMs / 1000),
  };
  const Class = BY_STATUS[response.status] ?? (isClientMistake(response.status) ? InvalidRequestError : ServerError);
  return new Class(text(fields.message) ?? `The server answered ${response.status}.`, details);
}

function isClientMistake(status: number): boolean {
  return status >= 400 && status < 500;
}

function errorFields(body: string): ErrorFields {
  try {
    const parsed: unknown = JSON.parse(body);
    const error = typeof parsed === 'object' && parsed !== null ? (parsed as { error?: unknown }).error : undefined;
    return typeof error === 'object' && error !== null ? error : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
