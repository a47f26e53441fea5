import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSession, untilStatus } from './sessions.ts';
import { useShop } from './use-shop.ts';

const shop = useShop();
const guide = await readFile(new URL('../docs/refunds.md', import.meta.url), 'utf8');
/** The page's commands in their order; what it exports is what a reader fills in. */
const [create, send, name, look, ...others] = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)]
  .map((match) => match[1]!)
  .filter((block) => !block.startsWith('export '));

let bin: string;
beforeAll(async () => {
  bin = await mkdtemp(path.join(tmpdir(), 'opentill-bin-'));
  if (!spawnSync('curl', ['--version']).error) return;
  const standIn = path.join(import.meta.dirname, 'going-live', 'curl.ts');
  await writeFile(path.join(bin, 'curl'), `#!/bin/sh\nexec ${process.execPath} ${standIn} "$@"\n`);
  await chmod(path.join(bin, 'curl'), 0o755);
});
afterAll(() => rm(bin, { recursive: true }));

const run = promisify(execFile);

/** What a shell makes of a block of the page, with these variables exported. */
async function answer(block: string | undefined, variables: Readonly<Record<string, string>>) {
  const env = { PATH: `${bin}:${process.env['PATH']}`, ...variables };
  const { stdout } = await run('sh', ['-c', (block ?? '').replace('curl ', 'curl -sS ')], { env });
  return JSON.parse(stdout);
}

test('docs/refunds.md: its commands give money back on the devnet, from the creation to the confirmation', async () => {
  expect(others).toEqual([]);
  const { url, dev } = shop.server;
  const session = await createSession(shop);
  await shop.opentill.test.checkoutSessions.pay(session.id);
  await untilStatus(shop.opentill, session.id, 'paid');
  const variables = { OPENTILL: url, KEY: dev.apiKey, SESSION: session.id };
  const created = await answer(create, variables);
  expect(created).toMatchObject({ object: 'refund', status: 'awaiting_address', amount: { wei: '12500000' } });

  const wallet = (await shop.devnet.createRichAccount()).address;
  const before = await shop.devnet.usdcOf(wallet);
  const page = await (await shop.customer()).newPage();
  await page.goto(created.refundUrl);
  await page.getByLabel('Your Devnet address').fill(wallet);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Yes, send it there' }).click();
  await page.getByRole('heading', { name: 'Thank you' }).waitFor();

  const { devnet } = dev;
  const { toAddress, amount } = await answer(look, { ...variables, REFUND: created.id });
  const wallets = { RPC: devnet.rpcUrl, PAYER: devnet.payer.address, TOKEN: devnet.tokens.USDC };
  const sent = await answer(send, { ...wallets, TO: toAddress, AMOUNT: amount.wei });
  const named = await answer(name, { ...variables, REFUND: created.id, HASH: sent.result });
  expect(named).toMatchObject({ status: 'sent', txHash: sent.result });
  const read = async () => (await answer(look, { ...variables, REFUND: created.id })).status;
  await expect.poll(read).toBe('confirmed');
  expect((await shop.devnet.usdcOf(wallet)) - before).toBe(12_500_000n);
});
