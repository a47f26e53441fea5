import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { LockError } from './errors.ts';
import { lock, tryLock } from './lock.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(inject('runDirectory'), 'lock-'));
});
afterAll(() => rm(directory, { recursive: true }));

test('one holder excludes all others until it lets go', () => {
  const path = join(directory, 'exclusive');
  const held = tryLock(path, 'exclusive');
  expect(tryLock(path, 'exclusive')).toBeUndefined();
  expect(tryLock(path, 'shared')).toBeUndefined();
  held?.release();
  held?.release();
  const next = tryLock(path, 'exclusive');
  expect(next).toBeDefined();
  next?.release();
});

test('many share it, and only who is alone gets it exclusively', () => {
  const path = join(directory, 'shared');
  const [first, second] = [tryLock(path, 'shared'), tryLock(path, 'shared')];
  expect(tryLock(path, 'exclusive')).toBeUndefined();
  first?.release();
  expect(tryLock(path, 'exclusive')).toBeUndefined();
  second?.release();
  const alone = tryLock(path, 'exclusive');
  expect(alone).toBeDefined();
  alone?.release();
});

test('waiting ends when the holder lets go, or with an error when it does not', async () => {
  const path = join(directory, 'waiting');
  const held = tryLock(path, 'exclusive');
  await expect(lock(path, 'exclusive', 1)).rejects.toBeInstanceOf(LockError);
  const waiting = lock(path, 'exclusive', 10_000);
  held?.release();
  (await waiting).release();
});

test('a place that cannot be locked is named', () => {
  expect(() => tryLock(join(directory, 'missing/file'), 'exclusive')).toThrow(
    `${directory}/missing/file cannot be locked.`,
  );
});
