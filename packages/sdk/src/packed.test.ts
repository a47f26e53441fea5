import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

let project: string;

/** A project of somebody else's with the packed client in it, as `npm install <file>` would put it there. */
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'opentill-sdk-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project], { cwd: PACKAGE });
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [{ filename: string }];
  const target = join(project, 'node_modules/@opentill/sdk');
  await mkdir(target, { recursive: true });
  await run('tar', ['-xzf', join(project, filename), '-C', target, '--strip-components=1']);
  await writeFile(join(project, 'package.json'), '{ "type": "module", "private": true }');
}, 120_000);
afterAll(() => rm(project, { recursive: true, force: true }));

async function execute(script: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: project });
  return stdout.trim();
}

describe('the packed client, in a project of its own', () => {
  it('runs in Node', async () => {
    const script = `
      import { Opentill, VERSION, webhooks } from '@opentill/sdk';
      const client = new Opentill('ck_test_x', { baseUrl: 'http://localhost:4242' });
      console.log(VERSION, typeof client.paymentLinks.create, typeof webhooks.verify);`;
    expect(await execute(script)).toMatch(/^\d+\.\d+\.\d+ function function$/);
  });

  it('can be imported where there is no browser, element included', async () => {
    const script = `
      import { OpentillCheckoutElement } from '@opentill/sdk/element';
      console.log(typeof OpentillCheckoutElement, OpentillCheckoutElement.observedAttributes.join());`;
    expect(await execute(script)).toBe('function url,link,mode');
  });

  it('has types for a strict project, the element’s events among them', async () => {
    const page = `
      import { Opentill, type PaymentNotification, webhooks } from '@opentill/sdk';
      import '@opentill/sdk/element';
      const element = document.querySelector('opentill-checkout')!;
      element.open();
      element.addEventListener('opentill:status', ({ detail }) => {
        const version: number | null = detail.version;
        console.log(version);
      });
      export async function sell(opentill: Opentill): Promise<string> {
        const session = await opentill.checkoutSessions.create({ amount: { value: '9.00', currency: 'USD' } });
        return session.checkoutUrl;
      }
      export const read = (body: string, headers: Headers) => webhooks.verify<PaymentNotification>(body, headers, 'ipn_');`;
    await writeFile(join(project, 'page.ts'), page);
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    for (const [module, resolution] of [
      ['NodeNext', 'NodeNext'],
      ['ESNext', 'Bundler'],
    ] as const) {
      const options = ['--noEmit', '--strict', '--target', 'ES2022', '--lib', 'ES2022,DOM,DOM.Iterable'];
      const checked = run(
        process.execPath,
        [tsc, ...options, '--module', module, '--moduleResolution', resolution, 'page.ts'],
        { cwd: project },
      );
      await expect(checked, resolution).resolves.toMatchObject({ stdout: '' });
    }
  }, 120_000);

  it('holds no test', async () => {
    const { stdout } = await run('find', [join(project, 'node_modules/@opentill/sdk'), '-name', '*.test.*']);
    expect(stdout).toBe('');
  });
});
