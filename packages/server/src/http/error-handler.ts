import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isExactNumber } from '../core/exact-number.ts';
import { DatabaseBusyError } from '../store/guarded-pool.ts';
import { describeIssue, type Issue } from './describe-issue.ts';
import { ApiError, errorBody } from './errors.ts';
import { describeUnknownQuery, knownFields, type Routed, requiredFields } from './schema-fields.ts';

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

/** A statement that took too long; its transaction is undone. */
const STATEMENT_BROKEN_OFF = '57014';

/** What the client sent, to quote from, and to which route. */
type Sent = Pick<FastifyRequest, 'body' | 'query' | 'params'> & Routed;

/** Turns whatever was thrown into the client's mistake that it stands for; `undefined` for a fault of ours. */
export function toApiError(error: unknown, sent?: Sent): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return validationError(error, sent);
  const { code, statusCode } = error as FastifyError;
  if (error instanceof DatabaseBusyError || code === STATEMENT_BROKEN_OFF) {
    return new ApiError('database_busy', { retryAfterSeconds: 1 });
  }
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
  const number = numberOnTheWay(error, sent, path);
  if (number !== undefined) return notAnObject(number.param, number.value);
  const unknown = issue.params?.keys?.[0];
  if (issue.keyword === 'unrecognized_keys' && unknown !== undefined) {
    const param = [...path, unknown].join('.');
    const message =
      error.validationContext === 'querystring'
        ? describeUnknownQuery(param, knownFields(sent, 'querystring'))
        : `This route knows no field \`${param}\`.`;
    return new ApiError('parameter_unknown', { param, message });
  }
  const param = path.join('.');
  if (param === '') return notAnObject('', undefined, requiredFields(sent, 'body'));
  const missing = issue.keyword === 'invalid_type' && /received undefined/.test(issue.message ?? '');
  return missing
    ? new ApiError('parameter_missing', { param, message: `The field \`${param}\` is required.` })
    : new ApiError('parameter_invalid', { param, message: describeIssue(param, issue, valueAt(error, sent, path)) });
}

/**
 * Where the body's numbers are kept as their text, each of them is an object to a schema, which then misses, or does not
 * know, that object's fields. What is wrong is that there is a number.
 */
function numberOnTheWay(error: ValidationError, sent: Sent | undefined, path: readonly string[]) {
  const ways = path.map((_, length) => path.slice(0, length));
  if ((error.validation[0] as Issue).keyword === 'unrecognized_keys') ways.push([...path]);
  return ways
    .map((way) => ({ param: way.join('.'), value: valueAt(error, sent, way) }))
    .find(({ value }) => isExactNumber(value));
}

function notAnObject(param: string, value: unknown, required: readonly string[] = []): ApiError {
  const fields = required.map((name) => `\`${name}\``).join(' and ');
  const message = `The body must be a JSON object${fields && ` with ${fields}`}.`;
  return param === ''
    ? new ApiError('parameter_invalid', { message, param: 'body' })
    : new ApiError('parameter_invalid', {
        message: describeIssue(
          param,
          { instancePath: '', keyword: 'invalid_type', params: { expected: 'object' } },
          value,
        ),
        param,
      });
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

/**
 * An error in an API's own shape. `spelled`: it names the fields as the request did, so that there is nothing to put into
 * the API's own words.
 */
export type ErrorPresenter = (error: ApiError, requestId: string, spelled: boolean) => object;

/** Answers with the client's mistake, or says that the fault is ours and logs it. */
export function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  present: ErrorPresenter = errorBody,
): FastifyReply {
  const known = toApiError(error, request);
  if (!known) request.log.error({ err: error }, 'request failed');
  else if (known.code === 'database_busy')
    request.log.warn({ err: error }, 'request was given up for want of the database');
  const answer = known ?? new ApiError('internal_error');
  request.refusedWith = answer;
  if (answer.retryAfterSeconds !== undefined) reply.header('retry-after', answer.retryAfterSeconds);
  return reply
    .code(answer.status)
    .type('application/json')
    .send(JSON.stringify(present(answer, request.id, !(error instanceof ApiError))));
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The shapes of errors by the prefix under which they are an API's own. */
    errorShapes: Map<string, ErrorPresenter>;
  }
}

/**
 * For what Fastify refuses before any route or hook, a malformed URL for example: in the shape of the API whose prefix it
 * has, the longest where there are several.
 */
export function sendFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id);
  const path = (request.raw.url ?? '').split('?')[0]!;
  const prefixes = [...request.server.errorShapes.keys()].filter((prefix) => path.startsWith(`${prefix}/`));
  const [longest] = prefixes.toSorted((a, b) => b.length - a.length);
  sendError(error, request, reply, longest === undefined ? errorBody : request.server.errorShapes.get(longest));
}

/** Every error of the API leaves in the standard envelope; a fault is logged once, here. */
export function handleErrors(app: FastifyInstance): void {
  shapeErrors(app, errorBody);
}

/** The same in a dialect's shape, for this plugin's routes and for what is not found under its prefix. */
export function answerErrors(app: FastifyInstance, present: ErrorPresenter): void {
  shapeErrors(app, present);
  app.setNotFoundHandler((request, reply) => sendError(new ApiError('route_not_found'), request, reply, present));
}

function shapeErrors(app: FastifyInstance, present: ErrorPresenter): void {
  if (!app.hasDecorator('errorShapes')) app.decorate('errorShapes', new Map());
  app.errorShapes.set(app.prefix, present);
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, present));
}
