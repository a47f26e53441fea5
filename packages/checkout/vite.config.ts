import { defineConfig } from 'vite';
import { ASSETS_PATH } from './src/assets.ts';

/**
 * Two builds: the browser's files with hashed names and a manifest, and the server's module with everything in it. Beside the
 * page's own files stands `embed.js`, the SDK's `<opentill-checkout>` as one file for shops that bundle nothing.
 */
export default defineConfig(({ isSsrBuild }) => ({
  base: ASSETS_PATH,
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: isSsrBuild
    ? { outDir: 'dist/server', emptyOutDir: true, target: 'node22' }
    : {
        outDir: 'dist/client',
        emptyOutDir: true,
        manifest: 'manifest.json',
        modulePreload: false,
        assetsDir: '.',
        target: 'es2022',
        rolldownOptions: {
          input: { client: 'src/client.tsx', embed: '../sdk/src/element.ts' },
          output: { entryFileNames: ({ name }) => (name === 'embed' ? 'embed.js' : '[name]-[hash].js') },
        },
      },
  ssr: { noExternal: true },
}));
