type Cell = string | null;

/** Data, on standard output. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What is for the person and not part of the data, on standard error: `KEY=$(opentill keys create)` holds the key alone. */
export function remark(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** What went wrong, on standard error. */
export function complain(...lines: readonly string[]): void {
  remark(`opentill: ${lines.join('\n  ')}`);
}

/** What a command prints of data: a table for people, a JSON array for programs (`--json`). */
export function printRows(rows: readonly Readonly<Record<string, Cell>>[], json: boolean, empty: string): void {
  if (json) say(JSON.stringify(rows, null, 2));
  else if (rows.length === 0) remark(empty);
  else for (const line of table(rows)) say(line);
}

function table(rows: readonly Readonly<Record<string, Cell>>[]): string[] {
  const columns = Object.keys(rows[0]!);
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? '–'))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]!.length)));
  return lines.map((line) =>
    line
      .map((cell, index) => cell.padEnd(widths[index]!))
      .join('  ')
      .trimEnd(),
  );
}

export function printResult(result: object, json: boolean, text: string): void {
  say(json ? JSON.stringify(result, null, 2) : text);
}
