interface Pool {
  query(text: string): Promise<unknown>;
}

/** Runs with a table out of reach, as after a migration that went wrong. */
export async function withoutTable<T>(pool: Pool, table: string, run: () => Promise<T>): Promise<T> {
  await pool.query(`ALTER TABLE ${table} RENAME TO ${table}_away`);
  try {
    return await run();
  } finally {
    await pool.query(`ALTER TABLE ${table}_away RENAME TO ${table}`);
  }
}
