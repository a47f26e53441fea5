import { sql } from 'kysely';
import { formatDecimal, parseDecimal } from '../core/money/decimal.ts';
import type { StoredRate } from '../core/pricing/stored-rate.ts';
import { type Queries, toTimestamp } from './database.ts';

/** A price in the table that is no decimal: written by something else than this server. */
export class MalformedRateError extends Error {
  override readonly name = 'MalformedRateError';
}

/**
 * Keeps each pair's accepted price. A price older than the stored one changes nothing, so that processes that refresh at
 * the same moment cannot take one another's rates back. One statement, rows in key order: two of them cannot deadlock.
 */
export async function saveRates(queries: Queries, rates: readonly StoredRate[]): Promise<void> {
  if (rates.length === 0) return;
  const rows = rates.map(({ symbol, currency, price, observedAt, sources }) => ({
    symbol,
    currency,
    price: formatDecimal(price),
    observed_at: toTimestamp(observedAt).toISOString(),
    sources,
  }));
  await sql`
    INSERT INTO rates (symbol, currency, price, observed_at, sources)
    SELECT symbol, currency, price, observed_at, sources
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS row (symbol text, currency text, price text, observed_at timestamptz(3), sources jsonb)
    ORDER BY symbol, currency
    ON CONFLICT (symbol, currency) DO UPDATE
      SET price = excluded.price, observed_at = excluded.observed_at, sources = excluded.sources
      WHERE rates.observed_at < excluded.observed_at
  `.execute(queries);
}

/**
 * Every accepted price there is, however old: its age is for the reader to judge.
 * @throws {MalformedRateError} when a stored price is no decimal above zero.
 */
export async function loadRates(queries: Queries): Promise<readonly StoredRate[]> {
  const rows = await queries.selectFrom('rates').selectAll().execute();
  return rows.map(({ symbol, currency, price: text, observed_at, sources }) => {
    const price = parseDecimal(text);
    if (price === null || price.digits === 0n)
      throw new MalformedRateError(`${symbol}/${currency} is stored as ${text}`);
    return { symbol, currency, price, observedAt: observed_at, sources };
  });
}
