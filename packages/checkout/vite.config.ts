import { defineConfig } from 'vite';
import { ASSETS_PATH } from './src/assets.ts';

const CLIENT = 'dist/client';

/** The page's own files. */
const PAGE = {
  outDir: CLIENT,
  emptyOutDir: true,
  manifest: 'manifest.json',
  rolldownOptions: { input: 'src/client.tsx' },
};

/**
 * Beside them, and sharing nothing with them, so that the page is one file: what pages without a script answer the page around
 * them with, what forms have of their own, and the SDK's `<opentill-checkout>` as one file for shops that bundle nothing.
 */
const FRAME = {
  outDir: CLIENT,
  emptyOutDir: false,
  manifest: 'frame-manifest.json',
  rolldownOptions: {
    input: { framed: 'src/framed.ts', forms: 'src/forms.ts', embed: '../sdk/src/element.ts' },
    output: { entryFileNames: ({ name }: { name: string }) => (name === 'embed' ? 'embed.js' : '[name]-[hash].js') },
  },
};

/** Three builds: the browser's files with hashed names and manifests, `--mode frame`, and the server's module with everything in it. */
export default defineConfig(({ isSsrBuild, mode }) => ({
  base: ASSETS_PATH,
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: isSsrBuild
    ? { outDir: 'dist/server', emptyOutDir: true, target: 'node22' }
    : { ...(mode === 'frame' ? FRAME : PAGE), modulePreload: false, assetsDir: '.', target: 'es2022' },
  ssr: { noExternal: true },
}));
