import { encode } from 'uqr';

/** Modules of light around the code that ISO/IEC 18004 asks for. */
const QUIET_ZONE = 4;

/**
 * A QR code (error correction M) as SVG markup: one path with a stroke for each run of dark modules, a fifth of the usual
 * markup of a square a module. It fills its box and is always dark on light, since many scanners read nothing else.
 */
export function qrSvg(text: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  const rows = data.map((row, y) => strokesOf(row, y)).join('');
  // Strokes run along the middle of their row: the half is in the view box, so that every number is whole.
  return (
    `<svg viewBox="0 -.5 ${size} ${size}" shape-rendering="crispEdges" aria-hidden="true" focusable="false">` +
    `<path fill="#fff" d="M0-.5h${size}v${size}H0z"/><path stroke="#000" d="${rows}"/></svg>`
  );
}

/** The first run of a row by its place, the others by their distance: `M4 9h7m2 0h1`. */
function strokesOf(row: readonly boolean[], y: number): string {
  let path = '';
  let endOfLast = -1;
  for (let x = 0; x < row.length; x += 1) {
    if (!row[x]) continue;
    const start = x;
    while (row[x + 1]) x += 1;
    path += endOfLast < 0 ? `M${start} ${y}` : `m${start - endOfLast} 0`;
    endOfLast = x + 1;
    path += `h${endOfLast - start}`;
  }
  return path;
}

/** The same code as a picture file of its own, at ten pixels a module. */
export function qrSvgFile(text: string): string {
  const size = qrModules(text).length * 10;
  const markup = qrSvg(text).replace(/ aria-hidden="true" focusable="false"/, '');
  return markup.replace('<svg ', `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" `);
}

/** The code's modules by row, true where dark, the light around it included: for pictures that are no SVG. */
export function qrModules(text: string): readonly (readonly boolean[])[] {
  return encode(text, { ecc: 'M', border: QUIET_ZONE }).data;
}
