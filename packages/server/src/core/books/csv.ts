/**
 * One line of CSV (RFC 4180). A cell that a spreadsheet would take for a formula (it begins with = + - @, a tab or a
 * carriage return) is kept as text by an apostrophe before it, as OWASP advises against CSV injection.
 */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => quoted(cell ?? '')).join(',')}\r\n`;
}

function quoted(cell: string): string {
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
