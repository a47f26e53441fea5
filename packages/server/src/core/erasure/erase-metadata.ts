import { exactNumber, isExactNumber, parseJsonNumbers } from '../exact-number.ts';
import { blank, type Changes, eachFreeText } from './erase-text.ts';

/** Personal in anybody's words, wherever they stand; spelled without `_`. */
const PERSONAL = new Set([
  ...['email', 'customeremail', 'phone', 'firstname', 'lastname', 'fullname', 'customername'],
  ...['billingaddress', 'shippingaddress', 'address'],
]);
export const isPersonal = (name: string): boolean => PERSONAL.has(name.replaceAll('_', '').toLowerCase());

type EraseNamed = (name: string, value: unknown, changes: Changes) => unknown;

/** Goes through a value of another's shape: what `erase` makes of each named part, and free text where nothing has a name. */
export function eraseInside(value: unknown, changes: Changes, erase: EraseNamed): unknown {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return eachFreeText(value, changes);
  if (Array.isArray(value)) return value.map((each) => eraseInside(each, changes, erase));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [changes.emails(name), erase(name, each, changes)]),
  );
}

/**
 * What a merchant attached, with the person's words gone, and what says by its key that it is a person's. Also as JSON text,
 * as older events have it: it is JSON afterwards, too.
 */
export function eraseMetadata(value: unknown, changes: Changes): unknown {
  if (typeof value !== 'string') return eraseInside(value, changes, eraseInMetadata);
  const parsed = parsedObject(value);
  return parsed === undefined ? changes.free(value) : JSON.stringify(eraseInside(parsed, changes, eraseInMetadata));
}

function eraseInMetadata(name: string, value: unknown, changes: Changes): unknown {
  return isPersonal(name) ? blank(value) : eraseInside(value, changes, eraseInMetadata);
}

function parsedObject(text: string): object | undefined {
  try {
    const parsed = parseJsonNumbers(text, exactNumber);
    return typeof parsed === 'object' && parsed !== null && !isExactNumber(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
