import { keyAlternatives } from './key-places.ts';
import { REQUEST_EXAMPLES } from './request-examples.ts';
import { responseExamples } from './response-examples.ts';
import { inSnakeCase } from './snake-case-errors.ts';
import { describeWebhooks } from './webhooks/describe-webhooks.ts';

interface Response {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, { schema?: { $ref?: string }; examples?: object }>;
}
interface Operation {
  operationId: string;
  tags: readonly string[];
  parameters?: unknown[];
  security?: readonly object[];
  requestBody?: { content: Record<string, { examples?: unknown }> };
  responses: Record<string, Response | { $ref: string }>;
}
interface Document {
  paths?: Record<string, Record<string, Operation>>;
  webhooks?: Record<string, object>;
  components: { schemas: Record<string, unknown> };
}

/** A scan of the chains: doing it twice does no more than doing it once. */
const REPEATABLE_POSTS: ReadonlySet<string> = new Set(['checkCheckoutSession']);

/**
 * Adds to the document, generated from the routes' schemas, what is the same for every route: error answers, headers,
 * idempotency, examples; what endpoints are sent; and drops the schemas that nothing refers to.
 */
export function completeDocument(document: object): object {
  const complete = tidySchemas(structuredClone(document)) as Document;
  for (const [path, item] of Object.entries(complete.paths ?? {})) {
    for (const [method, operation] of Object.entries(item)) completeOperation(operation, method, path);
  }
  complete.webhooks = describeWebhooks();
  dropUnusedSchemas(complete);
  return complete;
}

function completeOperation(operation: Operation, method: string, path: string): void {
  const idempotent = method === 'post' && !REPEATABLE_POSTS.has(operation.operationId);
  for (const response of Object.values(operation.responses)) describeSuccess(response as Response, idempotent);
  const errors = errorResponses(operation, idempotent, path).map(([status, name]) => [
    status,
    ref('responses', operation.tags.includes('PayByToken') ? inSnakeCase(name) : name),
  ]);
  operation.responses = { ...operation.responses, ...Object.fromEntries(errors) };
  if (operation.operationId === 'listCheckoutSessions') operation.parameters?.push(ref('parameters', 'MetadataFilter'));
  if (idempotent) operation.parameters = [...(operation.parameters ?? []), ref('parameters', 'IdempotencyKey')];
  const security = keyAlternatives(path);
  if (security) operation.security = security;
  const body = operation.requestBody?.content['application/json'];
  const examples = REQUEST_EXAMPLES[operation.operationId];
  if (body && examples) body.examples = examples;
  for (const [status, response] of Object.entries(operation.responses)) {
    const answers = responseExamples(operation.operationId, status);
    const content = (response as Response).content?.['application/json'];
    if (content && answers) content.examples = answers;
  }
}

function errorResponses(
  { requestBody }: Operation,
  idempotent: boolean,
  path: string,
): readonly (readonly [status: string, name: string])[] {
  return [
    ['400', 'InvalidRequest'],
    ['401', 'Authentication'],
    ['403', 'Permission'],
    ...(path.includes('{id}') ? [['404', 'NotFound'] as const] : []),
    ...(idempotent ? [['409', 'Conflict'] as const] : []),
    ...(requestBody
      ? ([
          ['413', 'TooLarge'],
          ['415', 'UnsupportedMediaType'],
        ] as const)
      : []),
    ['429', 'TooManyRequests'],
    ['5XX', 'ServerError'],
  ];
}

function describeSuccess(response: Response, idempotent: boolean): void {
  const name = response.content?.['application/json']?.schema?.$ref?.split('/').at(-1);
  // `WebhookEndpointWithSecret` reads «The webhook endpoint with secret.»
  const words = name?.replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
  if (words !== undefined) response.description = `The ${words}.`;
  response.headers = {
    'X-Request-Id': ref('headers', 'RequestId'),
    ...(idempotent ? { 'Idempotent-Replayed': ref('headers', 'IdempotentReplayed') } : {}),
  };
}

const ref = (kind: 'responses' | 'parameters' | 'headers', name: string) => ({ $ref: `#/components/${kind}/${name}` });

/** The generator makes an input and an output form of every named schema; only what is referred to is worth a name. */
function dropUnusedSchemas(document: Document): void {
  const { schemas } = document.components;
  for (;;) {
    const text = JSON.stringify(document);
    const unused = Object.keys(schemas).filter((name) => !text.includes(`"#/components/schemas/${name}"`));
    if (unused.length === 0) return;
    for (const name of unused) delete schemas[name];
  }
}

/** Leaves out what the generator adds to whole numbers, times and email addresses and what tells a reader nothing. */
function tidySchemas(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidySchemas);
  if (typeof value !== 'object' || value === null) return value;
  const { format } = value as { format?: unknown };
  const isNoise = (key: string, member: unknown) =>
    (key === 'pattern' && typeof format === 'string') || Math.abs(Number(member)) === Number.MAX_SAFE_INTEGER;
  const kept = Object.entries(value).filter(([key, member]) => !isNoise(key, member));
  return Object.fromEntries(kept.map(([key, member]) => [key, tidySchemas(member)]));
}
