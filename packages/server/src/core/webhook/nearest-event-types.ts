import { lettersBetween } from '../letters-between.ts';

/** How many names a refusal suggests where none is of the family that was meant. */
const MOST = 3;

/**
 * The names that somebody may have meant by a text that is none: all of its family for a family (`refund.*`), else those
 * that take the fewest letters to correct it, its family's first.
 */
export function nearestEventTypes(text: string, known: readonly string[]): readonly string[] {
  const family = known.filter((type) => text.includes('.') && type.startsWith(text.slice(0, text.indexOf('.') + 1)));
  if (family.length > 0 && /\W$/.test(text)) return family;
  return [...(family.length > 0 ? family : known)]
    .sort((a, b) => lettersBetween(text, a) - lettersBetween(text, b))
    .slice(0, MOST);
}
