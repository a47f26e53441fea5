import { execFile } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Assets } from '../src/assets.ts';
import type * as Server from '../src/server.tsx';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const LOCK = join(ROOT, 'dist.lock');
/** A build takes a second: a lock this old was left by a process that was killed. */
const LOCK_DEAD_AFTER_MS = 60_000;

export type Built = typeof Server & { readonly assets: Assets };

/** The page as the server gets it: built, anew where a source is younger. One process builds, the others wait for it. */
export async function builtPage(): Promise<Built> {
  while (isStale()) {
    if (await took(LOCK)) {
      await buildBoth().finally(() => rm(LOCK, { recursive: true }));
    } else {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await removeDeadLock();
    }
  }
  const server = (await import(/* @vite-ignore */ join(DIST, 'server/server.js'))) as typeof Server;
  return { ...server, assets: server.readAssets(server.clientDirectory) };
}

function isStale(): boolean {
  const result = join(DIST, 'server/server.js');
  if (existsSync(LOCK) || !existsSync(result)) return true;
  const builtMs = statSync(result).mtimeMs;
  const sources = globSync(['src/**/*', '../sdk/src/element{.ts,/**/*}'], { cwd: ROOT }).filter(
    (file) => !file.includes('.test.'),
  );
  return sources.some((file) => statSync(join(ROOT, file)).mtimeMs > builtMs);
}

async function removeDeadLock(): Promise<void> {
  const lock = statSync(LOCK, { throwIfNoEntry: false });
  if (lock && Date.now() - lock.mtimeMs > LOCK_DEAD_AFTER_MS) await rm(LOCK, { recursive: true, force: true });
}

async function took(lock: string): Promise<boolean> {
  return mkdir(lock).then(
    () => true,
    () => false,
  );
}

/** In a process of its own: Vitest's NODE_ENV would make it a development build, a third heavier. */
async function buildBoth(): Promise<void> {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const options = { cwd: ROOT, env: { ...process.env, NODE_ENV: 'production' } };
  await run(process.execPath, [vite, 'build'], options);
  await run(process.execPath, [vite, 'build', '--mode', 'frame'], options);
  await run(process.execPath, [vite, 'build', '--ssr', 'src/server.tsx'], options);
}
