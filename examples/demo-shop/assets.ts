import { readFileSync } from 'node:fs';

export interface Asset {
  readonly type: string;
  readonly text: string;
}

const TYPES = {
  'shop.css': 'text/css',
  'follow.js': 'text/javascript',
  'icon.svg': 'image/svg+xml',
} as const;

/** These files and no others, by their path: nothing of a request ever becomes the name of a file. */
export const ASSETS: ReadonlyMap<string, Asset> = new Map(
  Object.entries(TYPES).map(([name, type]) => [
    `/assets/${name}`,
    { type, text: readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8') },
  ]),
);
