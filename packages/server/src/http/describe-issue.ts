import { isExactNumber } from '../core/exact-number.ts';

/** What a schema found wrong, as the type provider hands it on. */
export interface Issue {
  readonly instancePath: string;
  readonly message?: string;
  /** Zod's code of the issue. */
  readonly keyword?: string;
  readonly params?: {
    readonly keys?: readonly string[];
    readonly expected?: string;
    readonly origin?: string;
    readonly minimum?: number;
    readonly maximum?: number;
  };
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};
const COUNTED: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};
const LONGEST_QUOTE = 60;

/** One sentence for the client: which field, what it must be, and what came instead. */
export function describeIssue(param: string, issue: Issue, given: unknown): string {
  const wanted = requirement(issue);
  const quoted = quote(given);
  return `\`${param}\` ${wanted}${quoted === undefined || !wanted.startsWith('must be ') ? '' : `, not ${quoted}`}.`;
}

function requirement({ message = '', keyword, params = {} }: Issue): string {
  // Our own schemas say the rest of the sentence; Zod's own words begin with a capital.
  if (/^[a-z]/.test(message)) return message;
  const { expected, origin = '', minimum, maximum } = params;
  const kind = KINDS[expected ?? ''];
  if (keyword === 'invalid_type' && kind !== undefined) return `must be ${kind}`;
  if (keyword === 'too_small' && minimum === 1 && origin in COUNTED) return 'must not be empty';
  if (keyword === 'too_small' && minimum !== undefined) return bound('at least', minimum, origin);
  if (keyword === 'too_big' && maximum !== undefined) return bound('at most', maximum, origin);
  return 'has a value that it cannot take';
}

function bound(side: string, limit: number, origin: string): string {
  const unit = COUNTED[origin]?.[limit === 1 ? 0 : 1];
  return unit === undefined ? `must be ${side} ${limit}` : `must have ${side} ${limit} ${unit}`;
}

function quote(given: unknown): string | undefined {
  if (Array.isArray(given)) return 'a list';
  if (typeof given === 'object' && given !== null && !isExactNumber(given)) return 'an object';
  const text = given === undefined ? undefined : JSON.stringify(given);
  return text === undefined || text.length <= LONGEST_QUOTE ? text : undefined;
}
