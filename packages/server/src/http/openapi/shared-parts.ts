/** The error types in the order of their statuses, as `ErrorType` in `errors.ts` has them. */
const errorObject = {
  type: 'object',
  required: ['type', 'code', 'message', 'requestId'],
  properties: {
    type: {
      type: 'string',
      enum: ['authentication', 'permission', 'invalid_request', 'not_found', 'conflict', 'rate_limited', 'server'],
      description: 'What kind of mistake it is; decides the status.',
    },
    code: { type: 'string', description: 'Which mistake it is: see docs/errors.md.', examples: ['amount_invalid'] },
    message: { type: 'string', description: 'What is wrong and what to do instead, for a developer.' },
    param: { type: 'string', description: 'The field at fault, with its path.', examples: ['amount.value'] },
    requestId: { type: 'string', description: 'As in `X-Request-Id`: it finds the request in the server’s log.' },
  },
} as const;

export const ERROR_SCHEMA = {
  type: 'object',
  description: 'The body of every answer that is not a success.',
  required: ['error'],
  properties: { error: errorObject },
} as const;

/** Headers that many answers carry. */
export const HEADERS = {
  RequestId: {
    description: 'Names this request; quote it when something goes wrong.',
    schema: { type: 'string' },
  },
  IdempotentReplayed: {
    description: '`true` where this is the first answer to the same `Idempotency-Key` once more.',
    schema: { type: 'string', enum: ['true'] },
  },
  RetryAfter: {
    description: 'How many seconds to wait before the next try.',
    schema: { type: 'integer', minimum: 1 },
  },
} as const;

const REQUEST_ID = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } };
const RETRY_AFTER = { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } };

interface ErrorExample {
  readonly type: string;
  readonly code: string;
  readonly message: string;
  readonly param?: string;
}

function errorResponse(description: string, example: ErrorExample, headers: object = {}) {
  return {
    description,
    headers: { ...REQUEST_ID, ...headers },
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Error' },
        example: { error: { ...example, requestId: '0193a3f0-6c1e-7cc0-8d2a-5f0d6b6f3c11' } },
      },
    },
  };
}

/** One answer for each status that a mistake, or a fault of ours, can have. */
export const RESPONSES = {
  InvalidRequest: errorResponse('The request cannot be right: nothing was changed.', {
    type: 'invalid_request',
    code: 'amount_invalid',
    message: '`amount.value` must be above zero.',
    param: 'amount.value',
  }),
  Authentication: errorResponse('No key, or none that is alive.', {
    type: 'authentication',
    code: 'api_key_invalid',
    message: 'This API key is unknown or was revoked. `opentill keys list` shows the living ones.',
  }),
  Permission: errorResponse('The key may not do this.', {
    type: 'permission',
    code: 'scope_missing',
    message: 'This API key needs the scope `sessions:write` for this.',
  }),
  NotFound: errorResponse('This key knows no such object.', {
    type: 'not_found',
    code: 'session_not_found',
    message: 'There is no such checkout session for this key.',
  }),
  Conflict: errorResponse('It does not go with the state of things: nothing was changed.', {
    type: 'conflict',
    code: 'idempotency_key_reused',
    message: 'This Idempotency-Key was used with another body. Use a fresh key for a fresh request.',
  }),
  TooLarge: errorResponse('The body is larger than 256 kB.', {
    type: 'invalid_request',
    code: 'body_too_large',
    message: 'The body is larger than 256 kB.',
  }),
  UnsupportedMediaType: errorResponse('The body is not JSON.', {
    type: 'invalid_request',
    code: 'media_type_unsupported',
    message: 'Send the body as `Content-Type: application/json`.',
  }),
  TooManyRequests: errorResponse(
    'Too many requests with this key.',
    {
      type: 'rate_limited',
      code: 'too_many_requests',
      message: 'Too many requests. Wait as long as the Retry-After header says.',
    },
    RETRY_AFTER,
  ),
  ServerError: errorResponse('A fault of ours (500), or something that we need is out of reach (503): try again.', {
    type: 'server',
    code: 'rate_unavailable',
    message: 'No trustworthy price in USD is known at the moment. Try again shortly.',
  }),
} as const;

export const PARAMETERS = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'A unique value for each attempt of yours to do this, 1 to 255 printable ASCII characters. A repeat returns the first answer.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  },
  MetadataFilter: {
    name: 'metadata',
    in: 'query',
    required: false,
    description: 'Sessions whose metadata has all of these: `metadata[orderId]=123`.',
    style: 'deepObject',
    explode: true,
    schema: { type: 'object', additionalProperties: { type: 'string' } },
    example: { orderId: '123' },
  },
} as const;
