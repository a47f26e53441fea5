import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cleanCommands, runCommand } from '../testing/command.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
let database: TestDatabase;
const opentill = (...args: string[]) => runCommand(args, { DATABASE_URL: database.url });
const update = (...args: string[]) => opentill('sites', 'update', ...args);

beforeAll(async () => {
  database = await createTestDatabase();
  await opentill('organizations', 'create', '--name', 'My shop');
});
afterAll(async () => {
  await cleanCommands();
  await database.close();
});

async function site() {
  const { code, stdout } = await opentill('sites', 'list', '--json');
  expect(code).toBe(0);
  return JSON.parse(stdout)[0];
}

describe('opentill sites', () => {
  it('lists a new merchant’s site with the policy that it begins with', async () => {
    expect(await site()).toMatchObject({
      id: expect.stringMatching(/^site_\w{22}$/),
      name: 'My shop',
      logoUrl: null,
      allowedOrigins: [],
      ttlSeconds: 300,
      graceSeconds: 600,
      maxExtensions: 1,
      defaultMethod: null,
      allowRestart: true,
    });
    const table = await opentill('sites', 'list');
    expect(table.stdout.split('\n')[0]).toMatch(/^id +organization +name +timeToPay +grace +allowedOrigins$/);
  });

  it('sets the time to pay and the grace, and leaves what was not named', async () => {
    expect((await update('--ttl', '15m', '--grace', '1h', '--under-tolerance', '50')).code).toBe(0);
    expect(await site()).toMatchObject({
      ttlSeconds: 900,
      graceSeconds: 3600,
      underToleranceBps: 50,
      maxExtensions: 1,
    });
  });

  it('sets what customers see, and takes it back', async () => {
    const brand = ['--name', 'Tea & Leaf', '--accent', '#0A7A42', '--logo-url', 'https://shop.example/logo.svg'];
    const changed = await update(...brand, '--support-email', 'help@shop.example');
    expect(changed.stdout).toMatch(/^name +Tea & Leaf$/m);
    expect(await site()).toMatchObject({
      name: 'Tea & Leaf',
      accent: '#0a7a42',
      logoUrl: 'https://shop.example/logo.svg',
      supportEmail: 'help@shop.example',
    });
    await update('--accent', 'none', '--logo-url', 'none', '--support-email', 'none');
    expect(await site()).toMatchObject({ name: 'Tea & Leaf', accent: null, logoUrl: null, supportEmail: null });
  });

  it('adds origins that may frame the checkout, once each, and takes them back', async () => {
    await update('--allow-origin', 'https://Shop.example/', '--allow-origin', 'http://localhost:3000');
    await update('--allow-origin', 'https://shop.example');
    expect((await site()).allowedOrigins).toEqual(['https://shop.example', 'http://localhost:3000']);
    await update('--disallow-origin', 'https://shop.example');
    expect((await site()).allowedOrigins).toEqual(['http://localhost:3000']);
  });

  it('sets how subscriptions renew, and the method that sessions start on', async () => {
    await update(
      '--renewal-lead',
      '5d',
      '--renewal-max-misses',
      '2',
      '--default-method',
      'Base:USDC',
      '--allow-restart',
      'no',
    );
    expect(await site()).toMatchObject({
      renewalLeadSeconds: 432_000,
      renewalGraceSeconds: 604_800,
      renewalMaxMisses: 2,
      defaultMethod: 'Base:USDC',
      allowRestart: false,
    });
  });

  it.each([
    [['--ttl', '5s'], '--ttl is from 60 to 86400 seconds on this server.'],
    [['--grace', '400d'], '--grace is from 0 to 604800 seconds on this server.'],
    [['--max-lifetime', '5m'], '--max-lifetime is at least as long as the time to pay.'],
    [['--under-tolerance', '5001'], '--under-tolerance is from 0 to 5000 basis points (100 are one percent).'],
    [['--accent', 'green'], '--accent is a colour such as #1f4fd8.'],
    [['--logo-url', 'http://shop.example/logo.svg'], '--logo-url is an https URL of an image.'],
    [['--logo-url', 'javascript:alert(1)'], '--logo-url is an https URL of an image.'],
    [['--support-email', 'nobody'], '--support-email is an email address.'],
    [['--name', ' '], '--name is 1 to 100 characters.'],
    [['--default-method', 'Base:DOGE'], '--default-method is a method such as Base:USDC: docs/networks.md has them.'],
    [
      ['--allow-origin', 'https://*.shop.example'],
      '--allow-origin takes an origin. An origin names one host, without a wildcard. Give it like https://shop.example.',
    ],
  ])('refuses %j and changes nothing', async (args, message) => {
    const before = await site();
    expect(await update('--name', 'Changed', ...args)).toEqual({
      code: 1,
      stdout: '',
      stderr: `opentill: ${message}\n`,
    });
    expect(await site()).toEqual(before);
  });

  it.each([
    [[], 'Say what to change, for example --name "My shop".'],
    [['--max-extensions', 'two'], '--max-extensions is a whole number.'],
    [['--allow-restart', 'maybe'], '--allow-restart is yes or no.'],
    [['--ttl', '15'], '--ttl is a duration such as 90d, 24h, 30m or 10s, at most ten years.'],
  ])('says what is wrong with the command line %j', async (args, message) => {
    const refused = await update(...args);
    expect(refused.code).toBe(2);
    expect(refused.stderr.split('\n')[0]).toBe(`opentill: ${message}`);
  });

  it('asks which site, once there are several', async () => {
    const first = await site();
    await opentill('organizations', 'create', '--name', 'Second');
    expect((await update('--name', 'X')).stderr).toMatch(/^opentill: There are several sites: name one, /);
    expect((await update(first.id, '--name', 'First')).code).toBe(0);
    expect((await update('site_0000000000000000000000', '--name', 'X')).stderr).toMatch(
      /^opentill: There is no such site/,
    );
    expect((await site()).name).toBe('First');
  });
});
