import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Hex } from '../core/hex.ts';
import { isAlive } from '../store/embedded/processes.ts';
import { stateIntervalSeconds } from './anvil-process.ts';
import { type Devnet, startDevnet } from './devnet.ts';
import { minedReceipt } from './rpc.ts';

const PROGRAM = fileURLToPath(new URL('../testing/devnet-process.ts', import.meta.url));
const SHOP: Hex = '0x00000000000000000000000000000000000f0001';

let dataDir: string;
/** Every anvil that a test got to see: the ones that it leaves running are ended by their ids. */
let pids: Set<number>;
let starters: ChildProcess[];
let warnings: string[];

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'opentill-devnet-'));
  pids = new Set();
  starters = [];
  warnings = [];
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const starter of starters) starter.kill('SIGKILL');
  for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

async function start(): Promise<Devnet> {
  const tell = (_: object, message: string) => void warnings.push(message);
  const devnet = await startDevnet({ dataDir, log: { info: () => {}, warn: tell, error: tell } });
  pids.add(devnet.pid);
  return devnet;
}

/** The devnet as a server of its own has it, which can be killed. */
async function startElsewhere(): Promise<{ child: ChildProcess; pid: number; rpcUrl: string; tokens: object }> {
  const child = spawn(process.execPath, [PROGRAM, dataDir], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  starters.push(child);
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  const report = JSON.parse(line) as { pid: number; rpcUrl: string; tokens: object };
  pids.add(report.pid);
  return { child, ...report };
}

async function payShop({ rpc, payer }: Devnet): Promise<Hex> {
  const hash = await rpc<Hex>('eth_sendTransaction', { from: payer.address, to: SHOP, value: '0x2a' });
  await minedReceipt(rpc, hash);
  return hash;
}

const block = (devnet: Devnet, number: Hex | 'latest') =>
  devnet.rpc<{ number: Hex; hash: Hex } | null>('eth_getBlockByNumber', number, false);

test('the first start brings a chain with test tokens, of which the payer has plenty', async () => {
  const devnet = await start();
  const { rpc, tokens, payer } = devnet;
  expect(Number(await rpc<Hex>('eth_chainId'))).toBe(31337);
  expect(devnet.adopted).toBe(false);
  for (const token of [tokens.USDC, tokens.USDT]) {
    const call = (data: Hex) => rpc<Hex>('eth_call', { to: token, data }, 'latest');
    expect(Number(await call('0x313ce567'))).toBe(6);
    expect(BigInt(await call(`0x70a08231${payer.address.slice(2).padStart(64, '0')}`))).toBe(10n ** 15n);
  }
  expect(new Set(Object.values(tokens)).size).toBe(3);
  await devnet.stop();
});

test('makes a block a second without being asked', async () => {
  const devnet = await start();
  const first = (await block(devnet, 'latest'))!;
  await expect.poll(() => block(devnet, `0x${(Number(first.number) + 2).toString(16)}`)).not.toBeNull();
  await devnet.stop();
});

test('a clean stop ends the process and keeps the chain, the tokens and the port', async () => {
  const devnet = await start();
  const hash = await payShop(devnet);
  const genesis = await block(devnet, '0x0');
  const last = (await block(devnet, 'latest'))!;
  await devnet.stop();
  expect(isAlive(devnet.pid)).toBe(false);

  const again = await start();
  expect(again.adopted).toBe(false);
  expect(again.rpcUrl).toBe(devnet.rpcUrl);
  expect(again.tokens).toEqual(devnet.tokens);
  expect(await block(again, '0x0')).toMatchObject({ hash: genesis!.hash });
  expect(await block(again, last.number)).toMatchObject({ hash: last.hash });
  expect(await again.rpc('eth_getTransactionReceipt', hash)).toMatchObject({ status: '0x1' });
  expect(await again.rpc('eth_getBalance', SHOP, 'latest')).toBe('0x2a');
  await again.stop();
});

test('outlives the kill -9 of its starter and is adopted', async () => {
  const starter = await startElsewhere();
  const exited = once(starter.child, 'exit');
  starter.child.kill('SIGKILL');
  await exited;

  const devnet = await start();
  expect(devnet.adopted).toBe(true);
  expect(devnet.pid).toBe(starter.pid);
  expect(devnet.rpcUrl).toBe(starter.rpcUrl);
  expect(devnet.tokens).toEqual(starter.tokens);
  await devnet.stop();
  expect(isAlive(starter.pid)).toBe(false);
});

test('a terminal’s Ctrl-C, which reaches the starter’s whole group, does not reach the chain', async () => {
  const starter = await startElsewhere();
  const exited = once(starter.child, 'exit');
  process.kill(-starter.child.pid!, 'SIGINT');
  await exited;
  const devnet = await start();
  expect(devnet).toMatchObject({ adopted: true, pid: starter.pid });
  await devnet.stop();
});

test('mining that was paused when its starter was killed goes on', async () => {
  const starter = await startElsewhere();
  starter.child.kill('SIGKILL');
  const paused = await start();
  await paused.rpc('evm_setIntervalMining', 0);
  const resumed = await start();
  await payShop(resumed);
  expect(resumed.adopted).toBe(true);
  await resumed.stop();
  await paused.stop();
});

test('keeps all but the last second when the chain itself is killed', async () => {
  const devnet = await start();
  const hash = await payShop(devnet);
  const state = path.join(dataDir, 'devnet', 'state.json');
  await expect.poll(async () => (await readFile(state, 'utf8').catch(() => '')).includes(hash)).toBe(true);
  process.kill(devnet.pid, 'SIGKILL');
  // It is started again by itself, at the same address.
  await expect
    .poll(() => devnet.rpc('eth_getTransactionReceipt', hash).catch(() => null))
    .toMatchObject({ status: '0x1' });
  await expect.poll(() => devnet.pid).not.toBe([...pids][0]);
  pids.add(devnet.pid);
  await devnet.stop();
});

test('takes another port where somebody else has taken the kept one', async () => {
  const devnet = await start();
  await devnet.stop();
  const port = Number(new URL(devnet.rpcUrl).port);
  const stranger = createServer().listen(port, '127.0.0.1');
  await once(stranger, 'listening');
  try {
    const again = await start();
    expect(again.rpcUrl).not.toBe(devnet.rpcUrl);
    expect(again.tokens).toEqual(devnet.tokens);
    await again.stop();
  } finally {
    stranger.close();
  }
});

test('never adopts another program that has its process id by now', async () => {
  const devnet = await start();
  await devnet.stop();
  const file = path.join(dataDir, 'devnet', 'devnet.json');
  const record = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...record, pid: process.pid }));
  const again = await start();
  expect(again.adopted).toBe(false);
  expect(again.pid).not.toBe(process.pid);
  await again.stop();
});

test('begins anew where the kept state is damaged, and keeps what was there', async () => {
  const devnet = await start();
  await devnet.stop();
  const state = path.join(dataDir, 'devnet', 'state.json');
  await writeFile(state, '{"block":{"num');
  const again = await start();
  expect(again.tokens).toEqual(devnet.tokens);
  expect(warnings.join()).toContain('damaged');
  expect(await readFile(`${state}.damaged`, 'utf8')).toBe('{"block":{"num');
  await again.stop();
});

test('keeps the states of its latest blocks alone, and nothing in the home of whoever started it', async () => {
  vi.stubEnv('HOME', dataDir);
  const devnet = await start();
  const { rpc, payer } = devnet;
  await rpc('anvil_mine', '0x708');
  const latest = Number((await block(devnet, 'latest'))!.number);
  const balance = (number: number) => rpc<Hex>('eth_getBalance', payer.address, `0x${number.toString(16)}`);
  // As deep as balances are audited.
  expect(BigInt(await balance(latest - 64))).toBeGreaterThan(0n);
  await expect(balance(latest - 1600)).rejects.toThrow();
  expect((await block(devnet, '0x5'))!.number).toBe('0x5');
  await devnet.stop();
  expect(await readdir(dataDir)).toEqual(['devnet']);
});

test('writes a long chain more seldom than a short one', () => {
  expect(stateIntervalSeconds(0)).toBe(1);
  expect(stateIntervalSeconds(16 * 2 ** 20 - 1)).toBe(1);
  expect(stateIntervalSeconds(160 * 2 ** 20)).toBe(11);
});

test('its files are for their owner alone', async () => {
  const devnet = await start();
  await devnet.stop();
  expect((await stat(path.join(dataDir, 'devnet'))).mode & 0o777).toBe(0o700);
  expect((await stat(path.join(dataDir, 'devnet', 'devnet.json'))).mode & 0o777).toBe(0o600);
});
