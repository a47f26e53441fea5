import { type Aim, type Line, meets, type Result, type Unit } from './result.ts';

/** The summary: one row a line, the aim beside the median. */
export function printReport(lines: readonly Line[]): void {
  const rows = [['measure', 'median', 'min – max', 'rounds', 'aim', '', 'of']].concat(lines.map(row));
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  for (const cells of rows)
    console.log(
      cells
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
}

/** Whether every line that has an aim and was measured meets it. */
export function allMet(lines: readonly Line[]): boolean {
  return lines.every((line) => 'skipped' in line || line.aim === null || meets(line, line.aim));
}

function row(line: Line): string[] {
  if ('skipped' in line) return [line.name, 'skipped', '', '', '', '', line.skipped];
  const { name, unit, value, rounds, aim, detail } = line;
  const spread = `${show(value.min, unit)} – ${show(value.max, unit)}`;
  return [name, show(value.median, unit), spread, String(rounds), showAim(aim, unit), verdict(line), detail];
}

function verdict(result: Result): string {
  if (result.aim === null) return '';
  return meets(result, result.aim) ? 'met' : 'MISSED';
}

function showAim(aim: Aim | null, unit: Unit): string {
  if (aim === null) return '–';
  return `${aim.bound === 'at least' ? '≥' : '≤'} ${show(aim.value, unit)}`;
}

function show(value: number, unit: Unit): string {
  if (unit === '×') return `${value.toFixed(2)} ×`;
  if (unit === 'ms') return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
  return `${value.toLocaleString('en')} B`;
}
