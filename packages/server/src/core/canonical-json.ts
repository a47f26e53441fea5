import { isExactNumber } from './exact-number.ts';

/** JSON with every object's keys in code-unit order and no white space: two bodies that mean the same give the same text. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
