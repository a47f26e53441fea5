import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { builtPage } from '../test/built.ts';
import { states } from '../test/states.ts';

/** What a first visit may weigh: page, stylesheet and script together, gzipped. */
export const BUDGET_BYTES = 45_000;

export interface Weight {
  readonly state: string;
  readonly html: number;
  readonly css: number;
  readonly js: number;
  readonly total: number;
}

/** The gzipped bytes of a first visit to each state, heaviest first. */
export async function measure(): Promise<Weight[]> {
  const { assets, clientDirectory, renderPage } = await builtPage();
  const weigh = (content: string | Buffer) => gzipSync(content, { level: 6 }).byteLength;
  const css = weigh(readFileSync(join(clientDirectory, basename(assets.css))));
  const js = weigh(readFileSync(join(clientDirectory, basename(assets.js))));
  const weights = Object.entries(states).map(([state, view]) => {
    const html = weigh(renderPage(view, { assets }));
    return { state, html, css, js, total: html + css + js };
  });
  return weights.sort((a, b) => b.total - a.total);
}

if (import.meta.main) {
  const weights = await measure();
  console.table(weights);
  const heaviest = weights[0]?.total ?? 0;
  console.log(`heaviest first load: ${heaviest} of ${BUDGET_BYTES} bytes (gzip)`);
  if (heaviest > BUDGET_BYTES) process.exitCode = 1;
}
