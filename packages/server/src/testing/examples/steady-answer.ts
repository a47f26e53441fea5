import { createHash } from 'node:crypto';
import { base62ToUuid, uuidToBase62 } from '../../core/identity/base62.ts';
import type { Instant } from '../../core/time.ts';
import { toChecksumAddress } from '../../networks/evm/uri.ts';

/** When everything in the examples happens: dates in the requests are later than this, whenever they are made. */
export const EXAMPLE_TIME: Instant = Date.UTC(2026, 0, 31, 12);
const MINUTE_MS = 60_000;
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}';
const WHAT_VARIES: readonly (readonly [RegExp, keyof ReturnType<typeof replacements>])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, 'time'],
  [/whsec_[0-9A-Za-z+/]{43}=/g, 'webhookSecret'],
  [/\b[csp]k_(?:live|test)_[0-9A-Za-z]{32}\b/g, 'apiKey'],
  [/\b0x[0-9a-fA-F]{64}\b/g, 'hash'],
  [/\b0x[0-9a-fA-F]{40}\b/g, 'address'],
  [new RegExp(`\\b${UUID}\\b`, 'g'), 'uuid'],
  // After the prefix of a public id, also in an address or after `key:`, or as the code in the address of a page.
  [/(?<=^[a-z]+_|[/=:][a-z]+_|[/=]|^)[0-9A-Za-z]{22}(?![0-9A-Za-z_-])/g, 'base62'],
  [/(?<=\bchk_(?:live|test)_)[0-9A-Za-z]{24}\b/g, 'checkoutId'],
  [/^[\w-]{43}$/g, 'token'],
  // The signature in a refund's address.
  [/(?<=\/refund\/[0-9A-Za-z]{22}\.)[\w-]{43}/g, 'token'],
  // A payment link's own, which stands in its address first.
  [/(?<=\/l\/)[0-9a-z]{10}(?![0-9a-z-])/g, 'slug'],
  [/^[0-9a-z]{10}$/g, 'knownSlug'],
];

/** Gives the answers of a run the ids and times that every run has: the same thing stays the same thing throughout. */
export type Steady = (answer: unknown, operationId: string, fixed?: Readonly<Record<string, string>>) => unknown;

/** For a run that starts at `EXAMPLE_TIME`. */
export function createSteadyAnswers(): Steady {
  const known = new Map<string, string>();
  return (answer, operationId, fixed = {}) => {
    let drawn = 0;
    /** 16 bytes that depend on the operation that showed the thing first, and on nothing that comes after it. */
    const bytesFor = (real: string): string => {
      const bytes = known.get(real) ?? createHash('sha256').update(`${operationId} ${drawn++}`).digest('hex');
      known.set(real, bytes);
      return bytes;
    };
    return walk(answer, replacements(bytesFor, known), fixed);
  };
}

function walk(
  value: unknown,
  replace: ReturnType<typeof replacements>,
  fixed: Readonly<Record<string, string>>,
): unknown {
  if (typeof value === 'string')
    return WHAT_VARIES.reduce((text, [pattern, kind]) => text.replace(pattern, (found) => replace[kind](found)), value);
  if (Array.isArray(value)) return value.map((each) => walk(each, replace, fixed));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [
    key,
    typeof member === 'string' && fixed[key] !== undefined ? fixed[key] : walk(member, replace, fixed),
  ]);
  return Object.fromEntries(entries);
}

function replacements(bytesFor: (real: string) => string, known: ReadonlyMap<string, string>) {
  const slug = (found: string) => bytesFor(found).slice(0, 10);
  const uuidOf = (real: string) => {
    const bytes = bytesFor(real);
    return `019c13d7-${bytes.slice(0, 4)}-7${bytes.slice(4, 7)}-8${bytes.slice(7, 10)}-${bytes.slice(10, 22)}`;
  };
  const spelled = (found: string, length: number) => {
    const uuid = base62ToUuid(found, length);
    return uuid === undefined ? found : uuidToBase62(uuidOf(uuid), length);
  };
  return {
    /** To the minute: a run takes seconds. The digits after the second stay as many as they were. */
    time(found: string) {
      const text = new Date(Math.round(Date.parse(found) / MINUTE_MS) * MINUTE_MS).toISOString();
      const digits = /\.(\d+)Z$/.exec(found)?.[1]?.length;
      return text.replace('.000Z', digits === undefined ? 'Z' : `.${'0'.repeat(digits)}Z`);
    },
    webhookSecret: () => `whsec_${Buffer.from('An example: no server has this. ').toString('base64').slice(0, 43)}=`,
    apiKey: (found: string) => `${found.slice(0, 8)}${'AnExampleThatNoServerKnowsAsAKey'.slice(0, 32)}`,
    hash: (found: string) => `0x${bytesFor(found)}`,
    /** Those of the catalogue are the same in every run. */
    address(found: string) {
      if (found.startsWith('0x0000')) return found;
      const address = `0x${bytesFor(found.toLowerCase()).slice(0, 40)}` as const;
      return found === found.toLowerCase() ? address : toChecksumAddress(address);
    },
    uuid: uuidOf,
    /** Other spellings of a UUID, which may be shown in one more elsewhere. */
    base62: (found: string) => spelled(found, 22),
    checkoutId: (found: string) => spelled(found, 24),
    slug,
    knownSlug: (found: string) => (known.has(found) ? slug(found) : found),
    token: (found: string) => Buffer.from(bytesFor(found), 'hex').toString('base64url'),
  };
}
