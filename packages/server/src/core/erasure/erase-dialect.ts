import { eraseInside, eraseMetadata, isPersonal } from './erase-metadata.ts';
import { blank, type Changes, changeUrl, type TextChange } from './erase-text.ts';

/** What that API's answers are computed from. */
const MACHINERY = new Set(['amount', 'total', 'mode', 'allowedassets', 'itemtype', 'quantity', 'unitprice', 'vatrate']);
/** Fetched or called by them: a name is not worth a broken address. */
const URLS = new Set(['ipnurl', 'images']);

const plainly = (name: string) => name.replaceAll('_', '').toLowerCase();

/** What a dialect's request carried, blanked in its shape where it is of a person, with their words gone from the rest. */
export function eraseDialect(value: unknown, changes: Changes): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { fields, ...rest } = value as { readonly fields?: unknown };
  if (typeof fields !== 'object' || fields === null) return value;
  // `name` alone is the person's; deeper it is a product's.
  const top = Object.entries(fields).map(([name, each]) => [
    name,
    name === 'name' ? blank(each) : eraseField(name, each, changes),
  ]);
  return { ...rest, fields: Object.fromEntries(top) };
}

function eraseField(name: string, value: unknown, changes: Changes): unknown {
  const plain = plainly(name);
  if (MACHINERY.has(plain)) return value;
  if (plain === 'metadata') return eraseMetadata(value, changes);
  if (plain === 'customer' || isPersonal(name)) return blank(value);
  if (URLS.has(plain)) return eachUrl(value, changes.emails);
  return eraseInside(value, changes, eraseField);
}

function eachUrl(value: unknown, change: TextChange): unknown {
  if (Array.isArray(value)) return value.map((each) => eachUrl(each, change));
  return typeof value === 'string' ? changeUrl(value, change) : value;
}
