type Row = Readonly<Record<string, string | null>>;

/** What a column says of an ordinary key. */
const ORDINARY: Row = { kind: 'secret', allowedIps: 'all', expiresAt: null, successor: null, revokedAt: null };

/**
 * The columns that tell keys apart, so that the table fits on a screen: without those that are as of an ordinary key in every
 * row, and without the organization while there is one.
 */
export function columnsThatTell(rows: readonly Row[]): readonly Row[] {
  const isOrdinary = (column: string) => rows.every((row) => row[column] === ORDINARY[column]);
  const organizations = new Set(rows.map((row) => row['organization']));
  const silent = new Set(Object.keys(ORDINARY).filter(isOrdinary));
  if (organizations.size === 1) silent.add('organization');
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !silent.has(column))));
}
