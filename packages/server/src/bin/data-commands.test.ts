import { randomBytes } from 'node:crypto';
import { HDKey } from '@scure/bip32';
import { privateKeyToAddress } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cleanCommands, runCommand } from '../testing/command.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
afterAll(async () => {
  await cleanCommands();
  await database.close();
});

const opentill = (...args: string[]) => runCommand(args, { DATABASE_URL: database.url });

async function json(...args: string[]) {
  const { code, stdout, stderr } = await opentill(...args, '--json');
  expect([code, stderr.includes('opentill:')]).toEqual([0, false]);
  return JSON.parse(stdout);
}

/** A wallet: its account's xpub, and its first addresses by their private keys (BIP-44, m/44'/60'/0'/0/i). */
function newWallet() {
  const master = HDKey.fromMasterSeed(randomBytes(32));
  const addresses = [0, 1, 2, 3, 4].map((index) => {
    const { privateKey } = master.derive(`m/44'/60'/0'/0/${index}`);
    return privateKeyToAddress(`0x${Buffer.from(privateKey!).toString('hex')}`);
  });
  return { xpub: master.derive("m/44'/60'/0'").publicExtendedKey, addresses };
}

describe('the commands of a new merchant, in their order', () => {
  it('says what to do where there is nothing yet', async () => {
    expect(await opentill('organizations', 'list')).toMatchObject({ code: 0, stdout: '' });
    expect(await json('organizations', 'list')).toEqual([]);
    expect(await json('keys', 'list')).toEqual([]);
    const refused = await opentill('keys', 'create');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toBe(
      'opentill: There is no organization yet: opentill organizations create --name "My shop" makes one.\n',
    );
  });

  it('prints the new organization’s id alone, so that a shell can keep it', async () => {
    const made = await opentill('organizations', 'create', '--name', 'My shop');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toMatch(/^org_\w{22}\n$/);
    expect(await json('organizations', 'list')).toEqual([
      { id: made.stdout.trim(), name: 'My shop', createdAt: expect.stringMatching(/Z$/) },
    ]);
  });

  it('prints the key alone, and never again', async () => {
    const made = await opentill('keys', 'create', '--mode', 'live', '--name', 'Web shop');
    expect(made.stdout).toMatch(/^ck_live_\w+\n$/);
    expect(made.stderr).toMatch(/^This is shown once\. To end it: opentill keys revoke key_\w{22}\n$/);
    const [listed] = await json('keys', 'list');
    expect(listed).toMatchObject({
      organization: 'My shop',
      mode: 'live',
      name: 'Web shop',
      lastUsedAt: null,
      revokedAt: null,
    });
    expect(made.stdout.trim().endsWith(listed.ending)).toBe(true);
    const table = await opentill('keys', 'list');
    // What is so of every key is left out: the table fits on a screen. JSON has all.
    expect(table.stdout.split('\n')[0]).toMatch(/^id +mode +scopes +name +ending +createdAt +lastUsedAt$/);
    for (const line of table.stdout.split('\n')) expect(line.length).toBeLessThan(120);
    const columns =
      'id organization mode kind scopes allowedIps name ending createdAt lastUsedAt expiresAt successor revokedAt';
    expect(Object.keys(listed)).toEqual(columns.split(' '));
    expect(JSON.stringify(listed) + table.stdout).not.toContain(made.stdout.trim());
  });

  it('makes a key with scopes, networks and an end, and lists them', async () => {
    const options = ['--scopes', 'sessions:write, sessions:read', '--allow-ip', '203.0.113.0/24', '--allow-ip', '::1'];
    const made = await json('keys', 'create', '--name', 'Limited', ...options, '--expires', '90d');
    const listed = (await json('keys', 'list')).find(({ id }: { id: string }) => id === made.id);
    expect(listed).toMatchObject({
      kind: 'secret',
      scopes: 'sessions:read,sessions:write',
      allowedIps: '203.0.113.0/24,::1/128',
      successor: null,
      expiresAt: made.expiresAt,
    });
    const table = await opentill('keys', 'list');
    expect(table.stdout.split('\n')[0]).toMatch(/^id +mode +scopes +allowedIps +name .* lastUsedAt +expiresAt$/);
    expect(Date.parse(listed.expiresAt) - Date.parse(listed.createdAt)).toBe(90 * 24 * 3_600_000);
  });

  it('makes a publishable key', async () => {
    const made = await opentill('keys', 'create', '--publishable', '--mode', 'live');
    expect(made.stdout).toMatch(/^pk_live_\w{32}\n$/);
  });

  it('rotates a key once: the new one on standard output, the old one with its end and its successor', async () => {
    const { id } = await json('keys', 'create', '--scopes', 'events:read');
    const rotated = await json('keys', 'rotate', id, '--overlap', '1h');
    expect(rotated).toMatchObject({ replaces: id, key: expect.stringMatching(/^ck_test_/) });
    const keys: Record<string, string>[] = await json('keys', 'list');
    expect(keys.find((key) => key['id'] === id)).toMatchObject({
      successor: rotated.id,
      expiresAt: rotated.oldExpiresAt,
    });
    expect(keys.find((key) => key['id'] === rotated.id)).toMatchObject({ scopes: 'events:read', expiresAt: null });
    const again = await opentill('keys', 'rotate', id);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toMatch(/^opentill: The key was rotated before/);
  });

  it('revokes a key once', async () => {
    const { id } = await json('keys', 'create');
    expect(await opentill('keys', 'revoke', id)).toEqual({ code: 0, stdout: 'Revoked.\n', stderr: '' });
    const again = await opentill('keys', 'revoke', id);
    expect(again).toEqual({
      code: 1,
      stdout: '',
      stderr: 'opentill: There is no such key, or it was revoked before.\n',
    });
    expect((await opentill('keys', 'revoke', 'key_0000000000000000000000')).code).toBe(1);
  });

  it('shows the first five addresses of an xpub, before it is added and after', async () => {
    const { xpub, addresses } = newWallet();
    expect(await json('xpubs', 'add', '--check', xpub)).toEqual({ mode: 'live', added: false, addresses });
    expect(await json('xpubs', 'add', xpub)).toEqual({ mode: 'live', added: true, addresses });
    expect((await opentill('xpubs', 'add', xpub)).stderr).toMatch(/^It was there already\. /);
    expect((await opentill('xpubs', 'add', xpub, '--mode', 'test')).stderr).toMatch(
      /^opentill: This xpub belongs to another organization or to the other mode\./,
    );
  });

  it('lists the xpubs by their first addresses, and says which gives the addresses now', async () => {
    const [older, newer, test] = [newWallet(), newWallet(), newWallet()] as const;
    for (const { xpub } of [older, newer]) await json('xpubs', 'add', xpub);
    await database.pool.query(
      'UPDATE xpubs SET next_index = 250 WHERE created_at = (SELECT max(created_at) FROM xpubs)',
    );
    await json('xpubs', 'add', '--mode', 'test', test.xpub);
    const { stdout } = await opentill('xpubs', 'list', '--json');
    expect(stdout).not.toContain('xpub6');
    const rows: Record<string, string>[] = JSON.parse(stdout);
    const rowOf = ({ addresses }: typeof older) => rows.find(({ firstAddress }) => firstAddress === addresses[0]);
    expect(rowOf(older)).toMatchObject({ organization: 'My shop', mode: 'live', inUse: 'no', nextIndex: '0' });
    expect(rowOf(newer)).toMatchObject({ mode: 'live', inUse: 'yes', nextIndex: '250' });
    expect(rowOf(test)).toMatchObject({ mode: 'test', inUse: 'yes', addedAt: expect.stringMatching(/Z$/) });
    const [{ id }] = await json('organizations', 'list');
    expect(await json('xpubs', 'list', '--organization', id)).toEqual(rows);
    const table = await opentill('xpubs', 'list');
    expect(table.stdout).toMatch(/^id +organization +mode +firstAddress +inUse +nextIndex +addedAt\n/);
  });

  it('asks which organization, once there are several', async () => {
    const [first] = await json('organizations', 'list');
    const second = await json('organizations', 'create', '--name', 'Second');
    const refused = await opentill('keys', 'create');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^opentill: There are several organizations: name one with --organization org_….\n/);
    expect((await opentill('keys', 'create', '--organization', second.organization)).code).toBe(0);
    const unknown = await opentill('keys', 'create', '--organization', 'org_0000000000000000000000');
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toMatch(/^opentill: There is no such organization/);
    expect(first.id).not.toBe(second.organization);
  });

  it('refuses the xpub of another organization', async () => {
    const organizations = await json('organizations', 'list');
    const { xpub } = newWallet();
    expect((await opentill('xpubs', 'add', xpub, '--organization', organizations[0].id)).code).toBe(0);
    const refused = await opentill('xpubs', 'add', xpub, '--organization', organizations[1].id);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toBe(
      'opentill: This xpub belongs to another organization or to the other mode. Use another account of your wallet.\n',
    );
  });
});

describe('migrate', () => {
  it('says that nothing is pending on a database that is up to date', async () => {
    expect(await opentill('migrate', '--check')).toEqual({ code: 0, stdout: 'Up to date.\n', stderr: '' });
    expect(await json('migrate')).toEqual({ applied: [] });
  });

  it('refuses a database that a newer Opentill has migrated, in the other commands too', async () => {
    await database.pool.query("INSERT INTO schema_migrations (name, checksum) VALUES ('9999_future', 'x')");
    for (const command of [['migrate'], ['keys', 'list']]) {
      const refused = await opentill(...command);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toMatch(/^opentill: The database was migrated by a newer Opentill/);
      expect(refused.stderr).not.toContain('    at ');
    }
    await database.pool.query("DELETE FROM schema_migrations WHERE name = '9999_future'");
  });

  it('alone changes the schema of a database in use: the other commands say that it is old', async () => {
    const { rows } = await database.pool.query('DELETE FROM schema_migrations RETURNING name, checksum');
    const refused = await opentill('keys', 'list');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^opentill: The database is older than this Opentill/);
    expect(await opentill('migrate', '--check')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(rows[0].name),
    });
    for (const { name, checksum } of rows)
      await database.pool.query('INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)', [name, checksum]);
  });
});
