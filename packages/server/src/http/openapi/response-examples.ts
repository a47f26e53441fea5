import { REQUEST_EXAMPLES } from './request-examples.ts';
import recorded from './response-examples.json' with { type: 'json' };

interface Answer {
  readonly status: number;
  readonly value: unknown;
}
type Answers = Readonly<Record<string, Answer>>;

/** Real answers, recorded by `http/response-examples.test.ts`, which fails when a route no longer answers so. */
const ANSWERS = recorded as Readonly<Record<string, Answers>>;

/** The examples of an operation's answer with this status, in the document's form; undefined where there are none. */
export function responseExamples(operationId: string, status: string): Record<string, object> | undefined {
  const ofStatus = Object.entries(ANSWERS[operationId] ?? {}).filter(([, answer]) => String(answer.status) === status);
  if (ofStatus.length === 0) return undefined;
  return Object.fromEntries(ofStatus.map(([name, { value }]) => [name, { ...summaryOf(operationId, name), value }]));
}

function summaryOf(operationId: string, name: string): { summary?: string } {
  const request = REQUEST_EXAMPLES[operationId]?.[name];
  return request ? { summary: request.summary } : {};
}
