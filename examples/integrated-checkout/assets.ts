import { readFileSync } from 'node:fs';

const TYPES = {
  'index.html': 'text/html',
  'style.css': 'text/css',
  'checkout.js': 'text/javascript',
  'lamp.svg': 'image/svg+xml',
} as const;

/** These files and no others, by their path: nothing of a request ever becomes the name of a file. */
export const ASSETS: ReadonlyMap<string, { readonly type: string; readonly text: string }> = new Map(
  Object.entries(TYPES).map(([name, type]) => [
    `/${name}`,
    { type, text: readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8') },
  ]),
);
