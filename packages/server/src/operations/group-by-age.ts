import type { Instant } from '../core/time.ts';

/**
 * Groups what is searched in one range, from the oldest's creation to `now`: no range is more than twice as long as the
 * youngest member's own. Youngest first.
 */
export function groupByAge<T extends { readonly createdAt: Instant }>(
  members: readonly T[],
  now: Instant,
): readonly (readonly T[])[] {
  const ageOf = ({ createdAt }: T) => Math.max(0, now - createdAt);
  const groups: T[][] = [];
  for (const member of members.toSorted((a, b) => b.createdAt - a.createdAt)) {
    const group = groups.at(-1);
    const youngest = group?.[0];
    if (group && youngest && ageOf(member) <= 2 * ageOf(youngest)) group.push(member);
    else groups.push([member]);
  }
  return groups;
}
