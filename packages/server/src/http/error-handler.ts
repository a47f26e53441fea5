import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { describeIssue, type Issue } from './describe-issue.ts';
import { ApiError, errorBody } from './errors.ts';

/** What Fastify itself refuses, in our words. */
const FRAMEWORK_ERRORS: Readonly<Record<string, ConstructorParameters<typeof ApiError>[0]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unsupported',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'body_malformed',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request_malformed',
  FST_ERR_BAD_URL: 'request_malformed',
  FST_ERR_MAX_PARAM_LENGTH: 'route_not_found',
  FST_ERR_ASYNC_CONSTRAINT: 'request_malformed',
};

/** What the client sent, to quote from. */
type Sent = Pick<FastifyRequest, 'body' | 'query' | 'params'>;

/** Turns whatever was thrown into the client's mistake that it stands for; `undefined` for a fault of ours. */
export function toApiError(error: unknown, sent?: Sent): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return validationError(error, sent);
  const { code, statusCode } = error as FastifyError;
  const known = code === undefined ? undefined : FRAMEWORK_ERRORS[code];
  if (known) return new ApiError(known);
  if (statusCode === 429) return new ApiError('too_many_requests');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new ApiError('request_malformed');
  return undefined;
}

interface ValidationError {
  readonly validation: readonly unknown[];
  readonly validationContext?: string | undefined;
}

function validationError(error: ValidationError, sent: Sent | undefined): ApiError {
  const issue = error.validation[0] as Issue;
  const path = issue.instancePath.split('/').filter(Boolean);
  const unknown = issue.params?.keys?.[0];
  if (issue.keyword === 'unrecognized_keys' && unknown !== undefined) {
    const param = [...path, unknown].join('.');
    return new ApiError('parameter_unknown', { param, message: `This route knows no field \`${param}\`.` });
  }
  const param = path.join('.');
  if (param === '')
    return new ApiError('parameter_invalid', { message: 'The body must be a JSON object.', param: 'body' });
  const missing = issue.keyword === 'invalid_type' && /received undefined/.test(issue.message ?? '');
  return missing
    ? new ApiError('parameter_missing', { param, message: `The field \`${param}\` is required.` })
    : new ApiError('parameter_invalid', { param, message: describeIssue(param, issue, valueAt(error, sent, path)) });
}

function valueAt({ validationContext }: ValidationError, sent: Sent | undefined, path: readonly string[]): unknown {
  const whole =
    validationContext === 'querystring' ? sent?.query : validationContext === 'body' ? sent?.body : undefined;
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    whole,
  );
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = toApiError(error, request);
  if (!known) request.log.error({ err: error }, 'request failed');
  const answer = known ?? new ApiError('internal_error');
  if (answer.retryAfterSeconds !== undefined) reply.header('retry-after', answer.retryAfterSeconds);
  return reply
    .code(answer.status)
    .type('application/json')
    .send(JSON.stringify(errorBody(answer, request.id)));
}

/** For what Fastify refuses before any route or hook: a malformed URL, for example. */
export function sendFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id);
  sendError(error, request, reply);
}

/** Every error of the API leaves in the standard envelope; a fault is logged once, here. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) => sendError(new ApiError('route_not_found'), request, reply));
}
