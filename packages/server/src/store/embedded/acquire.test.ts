import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { kinds, supervisors } from '../../testing/supervisor.ts';
import { acquireDataDirectory } from './acquire.ts';
import { DataDirectoryInUseError } from './errors.ts';

const { makeDirectory, start, clean } = supervisors();
afterAll(clean);

const makeData = async () => join(await makeDirectory(), 'data');
const STARTED_AT = Date.UTC(2026, 0, 2);

describe.each(kinds)('a data directory that a server of %s works on', (kind) => {
  test('is refused to a second one with the address of the first', async () => {
    const dataDir = join(await makeDirectory(kind), 'data');
    const first = await start(dataDir, kind, { url: 'http://localhost:4001' });
    const { error } = await start(dataDir, kind, { url: 'http://localhost:4002' });
    expect(error?.name).toBe('DataDirectoryInUseError');
    expect(error?.message).toBe(
      `The data directory ${dataDir} is in use by the server at http://localhost:4001 (process ${first.child.pid}).`,
    );
    expect(error?.remedy).toContain('OPENTILL_DATA_DIR');
    await first.stop();
  });

  test('is free at once when that server is killed', async () => {
    const dataDir = join(await makeDirectory(kind), 'data');
    const first = await start(dataDir, kind, { url: 'http://localhost:4001' });
    await first.kill();
    const second = await start(dataDir, kind, { url: 'http://localhost:4002' });
    expect(second).toMatchObject({ adopted: true, pid: first.pid });
    await second.stop();
  });

  test('lets command-line tools use its database', async () => {
    const dataDir = join(await makeDirectory(kind), 'data');
    const server = await start(dataDir, kind, { url: 'http://localhost:4001' });
    const tool = await start(dataDir, kind);
    expect(tool).toMatchObject({ adopted: true, pid: server.pid });
    await tool.stop();
    await server.stop();
  });
});

test('the record tells process, address and start, to its owner only, and goes with the server', async () => {
  const dataDir = await makeData();
  const acquired = await acquireDataDirectory(dataDir, { url: 'http://localhost:0', startedAt: STARTED_AT });
  await acquired.publish('http://localhost:4317');
  const record = join(dataDir, 'server.json');
  expect(JSON.parse(await readFile(record, 'utf8'))).toEqual({
    pid: process.pid,
    url: 'http://localhost:4317',
    startedAt: STARTED_AT,
  });
  expect((await stat(record)).mode & 0o777).toBe(0o600);
  await acquired.release();
  await expect(stat(record)).rejects.toThrow('ENOENT');
});

test('of many that come at once exactly one gets it', async () => {
  const dataDir = await makeData();
  const comers = Array.from({ length: 20 }, (_, index) =>
    acquireDataDirectory(dataDir, { url: `http://localhost:${index}`, startedAt: STARTED_AT }),
  );
  const outcomes = await Promise.allSettled(comers);
  const refusals = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
  expect(refusals).toHaveLength(19);
  expect(refusals.every((reason) => reason instanceof DataDirectoryInUseError)).toBe(true);
  for (const outcome of outcomes) if (outcome.status === 'fulfilled') await outcome.value.release();
});

test('who releases it lets the next one in', async () => {
  const dataDir = await makeData();
  const first = await acquireDataDirectory(dataDir, { url: 'http://localhost:1', startedAt: STARTED_AT });
  await first.release();
  const second = await acquireDataDirectory(dataDir, { url: 'http://localhost:2', startedAt: STARTED_AT });
  await second.release();
  expect(second.dataDir).toBe(dataDir);
});
