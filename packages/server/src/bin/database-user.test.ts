import { chown, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { cleanCommands, newDataDirectory, runCommand } from '../testing/command.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
afterAll(cleanCommands);

const isRoot = process.getuid?.() === 0;
const NOBODY_ID = 65_534;

it('leaves the private database to the user that it was made for, whoever runs a command', async () => {
  const OPENTILL_DATA_DIR = await newDataDirectory();
  const server = { OPENTILL_DATA_DIR, ...(isRoot && { OPENTILL_DATABASE_USER: 'daemon' }) };
  expect((await runCommand(['organizations', 'create', '--name', 'Shop'], server)).code).toBe(0);
  const owner = () => stat(join(OPENTILL_DATA_DIR, 'postgres')).then(({ uid }) => uid);
  const before = await owner();
  // Without the variable, as in a shell that never read the server's settings.
  const listed = await runCommand(['organizations', 'list'], { OPENTILL_DATA_DIR });
  expect(listed).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Shop') });
  expect(await owner()).toBe(before);
});

it('does not let root work in another user’s data directory, where that user could not go on afterwards', async () => {
  const OPENTILL_DATA_DIR = await newDataDirectory();
  await mkdir(OPENTILL_DATA_DIR, { mode: 0o711 });
  if (isRoot) await chown(OPENTILL_DATA_DIR, NOBODY_ID, NOBODY_ID);
  const { code, stderr } = await runCommand(['keys', 'list'], { OPENTILL_DATA_DIR });
  // An ordinary user's directory is its own.
  expect(code).toBe(isRoot ? 1 : 0);
  expect(stderr).toMatch(
    isRoot
      ? /^opentill: The data directory \S+ belongs to \S+, and this is root\.\n {2}Run it as that user: runuser -u \S+ -- opentill …\n$/
      : /^There are no keys yet/,
  );
});
