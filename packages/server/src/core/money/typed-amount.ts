/** Why an amount that a person typed cannot be taken as it stands. */
export type TypedAmountFlaw = 'not_an_amount' | 'ambiguous';

const SPACES = /[\s\u00a0\u202f'’]/g;
const PLAIN = /^[0-9]+$/;
const GROUPED = /^[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*$/;
const WITH_DECIMALS = /^([0-9]+(?:([.,])[0-9]{3})*)([.,])([0-9]+)$/;

/**
 * What a person typed into a field, as plain decimal text with a point. A comma may be the decimal mark and either mark may
 * group thousands where only one reading is possible; `1,234` of a currency with three decimals has two and is refused, as
 * is `1,234` of one with two, which some write for a thousand and others would never. Spaces and apostrophes between digits
 * only group. A point alone is a decimal point, whoever types it; too many decimals are for the caller to refuse.
 */
export function readTypedAmount(
  typed: string,
  exponent: number,
): { readonly text: string } | { readonly flaw: TypedAmountFlaw } {
  const compact = typed.trim().replace(SPACES, '');
  if (PLAIN.test(compact)) return { text: withoutZeros(compact) };
  const grouped = GROUPED.exec(compact);
  if (grouped) return readGrouped(compact, grouped[1]!, exponent);
  const match = WITH_DECIMALS.exec(compact);
  if (!match) return { flaw: 'not_an_amount' };
  const [, whole = '', group, mark, decimals = ''] = match;
  // `1.234.56`: the same mark cannot do both.
  if (group === mark) return { flaw: 'not_an_amount' };
  if (group !== undefined && !GROUPED.test(whole)) return { flaw: 'not_an_amount' };
  return { text: `${withoutZeros(whole.replace(/[.,]/g, ''))}.${decimals}` };
}

/** Groups of three after one kind of mark: a whole number where there are several groups, or where there can be no decimals. */
function readGrouped(compact: string, mark: string, exponent: number) {
  const groups = compact.split(mark);
  if (groups.length > 2 || exponent === 0) return { text: withoutZeros(groups.join('')) };
  return mark === '.' ? { text: `${withoutZeros(groups[0]!)}.${groups[1]}` } : { flaw: 'ambiguous' as const };
}

const withoutZeros = (digits: string) => digits.replace(/^0+(?=[0-9])/, '');
