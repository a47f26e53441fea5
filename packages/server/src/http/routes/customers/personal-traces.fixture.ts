import type { TestApi } from '../../../testing/test-api.ts';

/** Every table of the database that says one of the words somewhere, in capitals or not: read as text, row by row. */
export async function tracesOf({ database }: TestApi, words: readonly string[]): Promise<readonly string[]> {
  const { rows: tables } = await database.pool.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await database.pool.query<{ n: bigint }>(
      `SELECT count(*) AS n FROM "${name}" AS t WHERE EXISTS (
         SELECT FROM unnest($1::text[]) AS word WHERE strpos(lower(t::text), lower(word)) > 0)`,
      [words],
    );
    if (rows[0]!.n > 0n) found.push(name);
  }
  return found.sort();
}
