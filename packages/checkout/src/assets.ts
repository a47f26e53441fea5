import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Addresses of the browser's files, with the hash of their content in the name. */
export interface Assets {
  readonly css: string;
  readonly js: string;
  /** For pages without a script of their own, where they may stand in a frame. */
  readonly framed: string;
  /** Beside the rest, for the pages of links and refunds: how forms look, and what counts a total up. */
  readonly formCss: string;
  readonly formJs: string;
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
  const read = (manifest: string, source: string) => {
    const text = readFileSync(join(clientDirectory, manifest), 'utf8');
    return (JSON.parse(text) as Record<string, ManifestEntry>)[source];
  };
  const page = read('manifest.json', 'src/client.tsx');
  const framed = read('frame-manifest.json', 'src/framed.ts');
  const forms = read('frame-manifest.json', 'src/forms.ts');
  if (!page?.css?.[0] || !framed || !forms?.css?.[0])
    throw new Error(`no page in ${clientDirectory}: run npm run build -w packages/checkout`);
  return {
    js: path + page.file,
    css: path + page.css[0],
    framed: path + framed.file,
    formCss: path + forms.css[0],
    formJs: path + forms.file,
  };
}
