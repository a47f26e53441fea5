import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { qrSvg } from './qr.ts';

/** Draws the strokes of the path back into modules. */
function modulesOf(svg: string): boolean[][] {
  const size = Number(/viewBox="0 -\.5 (\d+)/.exec(svg)?.[1]);
  const modules = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  let [x, y] = [0, 0];
  for (const [, command, first, second] of svg.split('stroke="#000"')[1]!.matchAll(/([Mmh])(\d+)(?: (\d+))?/g)) {
    if (command === 'M') [x, y] = [Number(first), Number(second)];
    if (command === 'm') x += Number(first);
    if (command !== 'h') continue;
    for (const end = x + Number(first); x < end; x += 1) modules[y]![x] = true;
  }
  return modules;
}

test.each([
  '0x7Ab31C5e0F4d92B6aE8810c3D57f29A6b4E1c08D',
  'ethereum:0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913@8453/transfer?address=0x7Ab31C5e0F4d92B6aE8810c3D57f29A6b4E1c08D&uint256=99000000',
])('the drawing of %s has every module of its code, with four of light around it', (text) => {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  expect(modulesOf(qrSvg(text))).toEqual(data);
  expect(
    data.flatMap((row, y) => row.filter((dark, x) => dark && Math.min(x, y, size - 1 - x, size - 1 - y) < 4)),
  ).toEqual([]);
});
