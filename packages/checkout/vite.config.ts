import { defineConfig } from 'vite';
import { ASSETS_PATH } from './src/assets.ts';

/** Two builds: the browser's files with hashed names and a manifest, and the server's module with everything in it. */
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
        rolldownOptions: { input: 'src/client.tsx' },
      },
  ssr: { noExternal: true },
}));
