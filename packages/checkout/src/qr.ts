import { encode } from 'uqr';

/** Modules of light around the code that ISO/IEC 18004 asks for. */
const QUIET_ZONE = 4;

/**
 * A QR code (error correction M) as SVG markup: one path, a stroke a run of dark modules, which is a third of the usual
 * square-a-module markup. It fills its box and is always dark on light, since many scanners read nothing else.
 */
export function qrSvg(text: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  const runs = data.map((row, y) => runsOf(row, y)).join('');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges" aria-hidden="true" focusable="false">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${runs}"/></svg>`
  );
}

function runsOf(row: readonly boolean[], y: number): string {
  let path = '';
  for (let x = 0; x < row.length; x += 1) {
    if (!row[x]) continue;
    const start = x;
    while (row[x + 1]) x += 1;
    path += `M${start} ${y}h${x - start + 1}v1H${start}z`;
  }
  return path;
}
