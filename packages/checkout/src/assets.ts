import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Addresses of the browser's files, with the hash of their content in the name. */
export interface Assets {
  readonly css: string;
  readonly js: string;
}

interface ManifestEntry {
  readonly file: string;
  readonly css?: readonly string[];
}

/** Where the server serves `clientDirectory`. Everything in it may be cached for ever. */
export const ASSETS_PATH = '/assets/checkout/';

/**
 * Reads which files the build has made from `<clientDirectory>/manifest.json`.
 * @throws where the page has not been built.
 */
export function readAssets(clientDirectory: string, path: string = ASSETS_PATH): Assets {
  const text = readFileSync(join(clientDirectory, 'manifest.json'), 'utf8');
  const entry = (JSON.parse(text) as Record<string, ManifestEntry>)['src/client.tsx'];
  if (!entry?.css?.[0]) throw new Error(`no page in ${clientDirectory}: run npm run build -w packages/checkout`);
  return { js: path + entry.file, css: path + entry.css[0] };
}
