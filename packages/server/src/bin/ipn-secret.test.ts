import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cleanCommands, runCommand } from '../testing/command.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';

const SECRET = /^ipn_[\w-]{43}\n$/;
const OPENTILL_SECRET_KEY = randomBytes(32).toString('base64');
let database: TestDatabase;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
beforeAll(async () => {
  database = await createTestDatabase();
  await opentill('organizations', 'create', '--name', 'My shop');
});
afterAll(async () => {
  await cleanCommands();
  await database.close();
});

const opentill = (...args: string[]) => runCommand(args, { DATABASE_URL: database.url, OPENTILL_SECRET_KEY });

describe('opentill ipn-secret', () => {
  it('prints the secret alone, the same each time, and another for each mode', async () => {
    const first = await opentill('ipn-secret');
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(SECRET), stderr: '' });
    expect((await opentill('ipn-secret', '--mode', 'test')).stdout).toBe(first.stdout);
    const live = await opentill('ipn-secret', '--mode', 'live', '--json');
    expect(JSON.parse(live.stdout)).toEqual({ mode: 'live', secret: expect.stringMatching(/^ipn_/) });
    expect(live.stdout).not.toContain(first.stdout.trim());
  });

  it('rotates it, and prints the new one', async () => {
    const before = await opentill('ipn-secret');
    const rotated = await opentill('ipn-secret', 'rotate');
    expect(rotated.stdout).toMatch(SECRET);
    expect(rotated.stdout).not.toBe(before.stdout);
    expect((await opentill('ipn-secret')).stdout).toBe(rotated.stdout);
  });

  it('has help, and refuses what it does not know', async () => {
    expect((await opentill('ipn-secret', '--help')).stdout).toContain('payment notifications');
    expect((await opentill('ipn-secret', 'rotate', '--help')).stdout).toContain('no overlap');
    expect((await opentill('ipn-secret', '--mode', 'both')).code).toBe(2);
    expect((await opentill('ipn-secret', 'nonsense')).code).toBe(2);
  });
});
