export type ErrorType =
  | 'authentication'
  | 'permission'
  | 'invalid_request'
  | 'not_found'
  | 'conflict'
  | 'rate_limited'
  | 'server'
  | 'connection'
  | 'signature_verification';

export interface ErrorDetails {
  /** Stable and meant for code: `amount_invalid`, `idempotency_key_reused`, … See the server's docs/errors.md. */
  readonly code: string;
  readonly status?: number | undefined;
  /** Finds the request in the server's log. */
  readonly requestId?: string | undefined;
  /** The field at fault, for example `amount.value`. */
  readonly param?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** Everything this client throws, except an abort of yours, whose reason is thrown as it is. */
export abstract class OpentillError extends Error {
  abstract readonly type: ErrorType;
  readonly code: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly param: string | undefined;

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.status = details.status;
    this.requestId = details.requestId;
    this.param = details.param;
  }
}

/** 401: the API key is missing, unknown or revoked. */
export class AuthenticationError extends OpentillError {
  override readonly name = 'AuthenticationError';
  readonly type = 'authentication';
}

/** 403: the key may not do this, for example a live key in a test-mode route. */
export class PermissionError extends OpentillError {
  override readonly name = 'PermissionError';
  readonly type = 'permission';
}

/** 400 and its like: the request is wrong as it stands; `param` names the field. */
export class InvalidRequestError extends OpentillError {
  override readonly name = 'InvalidRequestError';
  readonly type = 'invalid_request';
}

/** 404: there is no such object for this key. */
export class NotFoundError extends OpentillError {
  override readonly name = 'NotFoundError';
  readonly type = 'not_found';
}

/** 409: it cannot be done to the object as it stands, or the idempotency key was used for something else. */
export class ConflictError extends OpentillError {
  override readonly name = 'ConflictError';
  readonly type = 'conflict';
}

/** 429, after the retries. */
export class RateLimitError extends OpentillError {
  override readonly name = 'RateLimitError';
  readonly type = 'rate_limited';
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, details: ErrorDetails) {
    super(message, details);
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** 5xx, or an answer that is none of this API's, after the retries. */
export class ServerError extends OpentillError {
  override readonly name = 'ServerError';
  readonly type = 'server';
}

/** No answer came, after the retries: `code` is `timeout` or `connection_failed`. What was asked may have been done. */
export class ConnectionError extends OpentillError {
  override readonly name = 'ConnectionError';
  readonly type = 'connection';
}

/** A webhook that cannot be trusted: answer 400 and do nothing. */
export class SignatureVerificationError extends OpentillError {
  override readonly name = 'SignatureVerificationError';
  readonly type = 'signature_verification';
}
