/** What a command prints of data: a table for people, JSON lines for programs (`--json`). */
export function printRows(rows: readonly Readonly<Record<string, string>>[], json: boolean, empty: string): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  if (rows.length === 0) {
    process.stdout.write(`${empty}\n`);
    return;
  }
  const columns = Object.keys(rows[0]!);
  const width = (column: string) => Math.max(column.length, ...rows.map((row) => (row[column] ?? '').length));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(width(columns[index]!)))
      .join('  ')
      .trimEnd();
  const lines = [line(columns), ...rows.map((row) => line(columns.map((column) => row[column] ?? '')))];
  process.stdout.write(`${lines.join('\n')}\n`);
}

export function printResult(result: Readonly<Record<string, string>>, json: boolean, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : `${text}\n`);
}
