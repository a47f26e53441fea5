const ALWAYS = 2;
/** One address may hold this part of a great limit: guests of one event come through one connection. */
const MOST_PART = 10;

/** How many unpaid sessions of a limited link the visitors of one address may have at a time. */
export function mostHeldByOne(useLimit: number): number {
  return Math.max(ALWAYS, Math.floor(useLimit / MOST_PART));
}
