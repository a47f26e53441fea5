import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../testing/command.ts';
import { COMMANDS, USAGE } from './commands.ts';

const SECRET =
  'xprv9xh6fCtHypfwBCmGP78SqWYkbUBG1Fwycwx5AEMbqKj1xBS36WMtwniHvRgMCtXJLFTYxuicZkqZk33CRcF3Lpinnuu3W6L4S68yxF7aqrw';
const PHRASE = 'legal winner thank year wave sausage worth useful legal winner thank yellow';

describe('help', () => {
  it.each(Object.keys(COMMANDS))('of %s fits a screen of 24 lines and 120 columns, with an example', async (name) => {
    const { help } = await COMMANDS[name]!();
    const lines = help.split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(help).toMatch(/^opentill \S+/);
    expect(help).toContain('\nExample\n');
  });

  it('names every command in the overview', () => {
    for (const name of Object.keys(COMMANDS)) expect(USAGE).toContain(name.split(' ').at(-1));
    expect(USAGE.split('\n').length).toBeLessThanOrEqual(24);
  });

  it('goes to standard output and ends with 0 when it was asked for', async () => {
    expect(await runCommand(['--help'])).toEqual({ code: 0, stdout: `${USAGE}\n`, stderr: '' });
    const keys = await runCommand(['keys', 'create', '-h']);
    expect(keys).toMatchObject({ code: 0, stderr: '' });
    expect(keys.stdout).toMatch(/^opentill keys create: /);
  });

  it('goes to standard error and ends with 2 when there was no command', async () => {
    expect(await runCommand([])).toEqual({ code: 2, stdout: '', stderr: `${USAGE}\n` });
    expect(await runCommand(['keys'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('opentill keys revoke'),
    });
  });
});

it('says its version, the one of its package', async () => {
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  for (const option of ['--version', '-v']) {
    expect(await runCommand([option])).toEqual({ code: 0, stdout: `opentill ${manifest.version}\n`, stderr: '' });
  }
});

describe('a wrong command line', () => {
  it.each([
    [['nope'], 'There is no such command. opentill --help lists them.'],
    [['adit'], 'There is no such command; the nearest is audit. opentill --help lists them.'],
    [['constructor'], 'There is no such command. opentill --help lists them.'],
    [['keys', 'delete'], 'opentill keys is followed by create, list, rotate, revoke.'],
    [['keys', 'list', '--wrong'], 'There is no such option; there are --json.'],
    [['keys', 'list', 'all'], 'This command takes no argument.'],
    [['keys', 'create', '--name'], '--name needs a value.'],
    [['keys', 'create', '--json=yes'], '--json takes no value.'],
    [['keys', 'create', '--mode', 'prod'], '--mode is test or live.'],
    [
      ['keys', 'create', '--publishable', '--scopes', 'sessions:read'],
      'A publishable key has no scopes: it reads the public view of one session and nothing else.',
    ],
    [
      ['keys', 'create', '--expires', 'soon'],
      '--expires is a duration such as 90d, 24h, 30m or 10s, at most ten years.',
    ],
    [
      ['keys', 'create', '--allow-ip', '203.0.113.0/33'],
      '--allow-ip is an address or a network such as 203.0.113.0/24 or 2001:db8::/32, at most 50 of them.',
    ],
    [
      ['keys', 'create', '--allow-ip', '::ffff:203.0.113.0/120'],
      '--allow-ip is an address or a network such as 203.0.113.0/24 or 2001:db8::/32, at most 50 of them.',
    ],
    [['keys', 'rotate'], 'Give the key’s id (key_…), as opentill keys list shows it.'],
    [['keys', 'revoke'], 'Give the key’s id (key_…), as opentill keys list shows it.'],
    [['organizations', 'create', '--name', ' '], '--name has 1 to 100 characters, on one line.'],
    [['organizations', 'create', '--name', 'Shop\u202eevil'], '--name has 1 to 100 characters, on one line.'],
    [['xpubs', 'add'], 'Give the extended public key (xpub…).'],
    [['migrate', '--chek'], 'There is no such option; there are --check, --json.'],
    [['start', '--roles', 'api,foo'], '--roles takes api, follower, worker, separated by commas.'],
    [['listen'], 'Give a test key with --api-key or OPENTILL_API_KEY.'],
    [
      ['listen', '--api-key', 'ck_live_x'],
      'listen is for test keys (ck_test_…): live events belong to a webhook endpoint.',
    ],
    [['listen', '--api-key', 'ck_test_x', '--forward-to', 'localhost:3000'], '--forward-to is an http(s) URL.'],
  ])('%j ends with 2 and one line of what is wrong', async (args, message) => {
    const result = await runCommand(args);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr.split('\n')[0]).toBe(`opentill: ${message}`);
    expect(result.stderr).not.toContain('    at ');
  });
});

describe('a secret in the wrong place', () => {
  it.each([
    [[SECRET]],
    [['xpubs', SECRET]],
    [['xpubs', 'add', SECRET]],
    [['xpubs', 'add', '--mode', 'live', '--check', SECRET]],
    [['xpubs', 'add', PHRASE]],
    [['xpubs', 'add', ...PHRASE.split(' ')]],
    [['xpubs', 'add', `--xpub=${SECRET}`]],
    [['keys', 'revoke', SECRET]],
    [['listen', SECRET]],
    [['listen', '--api-key', SECRET]],
  ])('is refused and not repeated: case %#', async (args) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect(code).toBeGreaterThan(0);
    expect(stdout).toBe('');
    expect(stderr).not.toContain(SECRET.slice(0, 12));
    expect(stderr).not.toContain('sausage');
  });

  it('is called what it is', async () => {
    expect((await runCommand(['xpubs', 'add', SECRET])).stderr).toMatch(/^opentill: This is a private key\. .*\n$/);
    expect((await runCommand(['xpubs', 'add', PHRASE])).stderr).toMatch(
      /^opentill: This looks like a recovery phrase\. .*\n$/,
    );
  });
});
