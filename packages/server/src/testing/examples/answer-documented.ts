import { REQUEST_EXAMPLES } from '../../http/openapi/request-examples.ts';
import type { CallOptions, CallResult, TestApi } from '../test-api.ts';
import type { DocumentedRequest, Remembered } from './documented-request.ts';
import { createSteadyAnswers } from './steady-answer.ts';

/** By operation and by the example's name: `response` where the request has none. */
export type RecordedAnswers = Record<string, Record<string, { status: number; value: unknown }>>;

/** Where an operation is, as the document says. */
export interface Place {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
}

/** Makes the requests, one after another, and gives their answers with steady ids and times. Throws for what is refused. */
export async function answerDocumented(
  api: TestApi,
  requests: readonly DocumentedRequest[],
  places: ReadonlyMap<string, Place>,
): Promise<RecordedAnswers> {
  const steady = createSteadyAnswers();
  const remembered: Remembered = new Map();
  const recorded: RecordedAnswers = {};
  for (const request of requests) {
    const { operationId, steady: fixed } = request;
    await request.arrange?.(api, remembered);
    const answer = await ask(api, request, placeOf(places, operationId), remembered);
    for (const [name, field] of Object.entries(request.remember ?? {}))
      remembered.set(name, fieldOf(answer.body, field));
    if (answer.body === '' || answer.body === undefined) continue;
    const value = steady(answer.body, operationId, fixed);
    recorded[operationId] = { ...recorded[operationId], [nameOf(request)]: { status: answer.status, value } };
  }
  return recorded;
}

/** `id`, or by way of others: `data.0.id`. */
function fieldOf(body: unknown, path: string): string {
  const value = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], body);
  if (typeof value !== 'string') throw new Error(`there is no text at ${path} of the answer`);
  return value;
}

const nameOf = ({ operationId, example }: DocumentedRequest) =>
  example ?? Object.keys(REQUEST_EXAMPLES[operationId] ?? {})[0] ?? 'response';

function placeOf(places: ReadonlyMap<string, Place>, operationId: string): Place {
  const place = places.get(operationId);
  if (!place) throw new Error(`the API has no operation ${operationId}`);
  return place;
}

async function ask(
  api: TestApi,
  request: DocumentedRequest,
  { method, path }: Place,
  remembered: Remembered,
): Promise<CallResult> {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_all, name: string) => {
      const value = remembered.get(request.params?.[name] ?? name);
      if (value === undefined) throw new Error(`${request.operationId}: no earlier request has left a ${name}`);
      return value;
    });
  const example = REQUEST_EXAMPLES[request.operationId]?.[nameOf(request)]?.value;
  const body = request.body ? JSON.parse(fill(JSON.stringify(request.body))) : example;
  const query = request.query ? `?${new URLSearchParams(request.query)}` : '';
  const options: CallOptions = {
    key: request.key === 'publishable' ? remembered.get('publishableKey')! : api.keys[request.key ?? 'live'],
    ...(body === undefined ? {} : { body }),
  };
  const answer = await api.call(method, fill(path) + query, options);
  if (answer.status >= 300)
    throw new Error(`${request.operationId} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
}
