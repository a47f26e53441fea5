import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { networkEnvSuffix } from '../config/env.ts';
import type { NetworkConfig } from '../config/network-spec.ts';
import { TEST_NETWORKS } from '../config/test-networks.ts';
import { toPublicId } from '../core/identity/public-id.ts';
import type { EvmSource } from '../networks/evm/source.ts';
import { createEvmSource } from '../networks/evm/source.ts';
import { holdCursor } from '../store/chain-cursors.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { type Anvil, startAnvil } from '../testing/anvil.ts';
import { ASKED, type OpenedSession, openShop, type Shop } from '../testing/chain-shop.ts';
import { cleanCommands, runCommand, startCommand } from '../testing/command.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { follow, untilAt } from '../testing/follower.ts';
import { until } from '../testing/until.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const spec = TEST_NETWORKS.find(({ name }) => name === 'SepoliaTestnet')!;
let anvil: Anvil;
let database: TestDatabase;
let shop: Shop;
let source: EvmSource;
let session: OpenedSession;
let variables: Record<string, string>;

/** Books with one payment, read to the tip by a follower that has stopped. */
beforeAll(async () => {
  [anvil, database] = await Promise.all([
    startAnvil({ blockTimeSeconds: null, chainId: spec.chainId }),
    createTestDatabase(),
  ]);
  variables = { DATABASE_URL: database.url, [`OPENTILL_RPC_${networkEnvSuffix(spec.name)}`]: anvil.rpcUrl };
  shop = openShop(database);
  const network: NetworkConfig = { spec, rpcUrls: [anvil.rpcUrl], wsUrl: null, confirmations: spec.confirmations };
  source = createEvmSource({ network, watchedTokens: [], now: Date.now });
  const follower = follow(shop, { network, source });
  await untilAt(database.store, spec.name, await source.readTip());
  const { timestamp } = await anvil.client.getBlock();
  session = await shop.openSession({ networks: [network], createdAt: Number(timestamp) * 1000 });
  const [payer] = anvil.accounts;
  await anvil.client.sendTransaction({ account: payer!.address, to: session.address, value: ASKED } as never);
  await anvil.mine(8);
  follower.wake.emit('follow', spec.name);
  await untilAt(database.store, spec.name, await source.readTip());
  await follower.stop();
  expect(await shop.statusOf(session)).toBe('paid');
});
afterAll(async () => {
  await cleanCommands();
  await source?.close();
  await anvil?.stop();
  await database?.close();
});

const WAITING = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

const opentill = (...args: string[]) => runCommand(args, variables);

describe('opentill audit', () => {
  it('says that there is no difference, and ends with 0', async () => {
    const { code, stdout, stderr } = await opentill('audit');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(
      `${spec.name}: blocks 1 to 8. Transfers to our addresses: 1 on the chain, 1 in the books.`,
    );
    expect(stderr).toContain('No difference.');
    expect(JSON.parse((await opentill('audit', '--json')).stdout)).toEqual({
      networks: [
        { network: spec.name, from: '1', to: '8', transfersOnChain: 1, transfersInBooks: 1, transfersNotCompared: 0 },
      ],
      unread: [],
      sessions: 1,
      differences: [],
    });
  });

  it.each([
    [['--from', '1'], 2, '--from and --to are blocks of one network'],
    [['--network', spec.name, '--from', '0x1'], 2, '--from is the number of a block'],
    [
      ['--network', 'Base'],
      1,
      'Base is not switched on: OPENTILL_RPC_BASE switches it on. Switched on: SepoliaTestnet.',
    ],
    [['--network', 'base'], 1, '--network is spelled Base; OPENTILL_RPC_BASE switches it on.'],
    [['--network', 'Devnet'], 1, 'Devnet is read with --dev.'],
    [['--network', 'Bass'], 1, '--network names none that there is: docs/networks.md lists them. Switched on: Sep'],
    [
      ['--network', spec.name, '--to', '99'],
      1,
      '--to is at most 8: the books of SepoliaTestnet are about blocks 1 to 8',
    ],
    [['--network', spec.name, '--from', '99'], 1, '--from is at most 8: the books of SepoliaTestnet are about'],
    [['--network', spec.name, '--to', '0'], 1, 'With --to below 1, --from is needed too'],
    [['--network', spec.name, '--from', '5', '--to', '2'], 2, '--from is not above --to, and 5 is above 2.'],
    [['--dev'], 1, 'There is no devnet in this data directory'],
  ] as const)('refuses %j with %i and says why', async (args, code, text) => {
    const refused = await opentill('audit', ...args);
    expect(refused).toMatchObject({ code, stdout: '' });
    expect(refused.stderr).toContain(text);
  });

  it('reads blocks from before the network was switched on where it is asked to, as rescan does', async () => {
    const { code, stderr } = await opentill('audit', '--network', spec.name, '--from', '0');
    expect(code).toBe(0);
    expect(stderr).toContain(
      `${spec.name}: blocks 0 to 8. Transfers to our addresses: 1 on the chain, 1 in the books.`,
    );
    expect((await opentill('audit', '--network', spec.name, '--from', '0', '--to', '0')).code).toBe(0);
  });

  it('does not call it no difference when no network is switched on, or one that the books are about is not', async () => {
    const blind = await runCommand(['audit'], { DATABASE_URL: database.url });
    expect(blind.code).toBe(1);
    expect(blind.stderr).toContain('opentill: No network is switched on');
    expect(blind.stderr).toContain(
      'SepoliaTestnet was not read: it is in the books, and OPENTILL_RPC_SEPOLIA_TESTNET is not set.',
    );
    const other = { DATABASE_URL: database.url, OPENTILL_RPC_BASE: anvil.rpcUrl };
    expect(JSON.parse((await runCommand(['audit', '--json'], other)).stdout)).toMatchObject({ unread: [spec.name] });
  });

  it('says in one line that a node cannot be reached, without its URL', async () => {
    const key = 'k'.repeat(20);
    const unreachable = { ...variables, [`OPENTILL_RPC_${networkEnvSuffix(spec.name)}`]: `http://127.0.0.1:1/${key}` };
    const { code, stderr } = await runCommand(['audit'], unreachable);
    expect(code).toBe(1);
    expect(stderr).toContain(`opentill: ${spec.name} cannot be read now:`);
    expect(stderr).not.toContain(key);
    expect(stderr).not.toContain('    at ');
  });

  describe('where one network of several cannot be read', () => {
    const dead = { OPENTILL_RPC_ETHEREUM: 'http://127.0.0.1:1' };
    const query = (text: string) => database.pool.query(text);

    beforeAll(async () => {
      await query(`CREATE TEMP TABLE other AS SELECT * FROM chain_cursors;
        UPDATE other SET network = 'Ethereum', chain_id = 1;
        INSERT INTO chain_cursors SELECT * FROM other`);
    });
    afterAll(() => query("DELETE FROM chain_cursors WHERE network = 'Ethereum'"));

    it('says what is wrong on the others and in the books, then which one it did not read, and ends with 1', async () => {
      await query('UPDATE transfers SET amount = amount - 1');
      const { code, stdout, stderr } = await runCommand(['audit'], { ...variables, ...dead });
      await query('UPDATE transfers SET amount = amount + 1');
      expect(code).toBe(1);
      expect(stdout).toMatch(/^changed: SepoliaTestnet, /m);
      expect(stdout).toMatch(/^ledger: /m);
      expect(stderr).toContain(`${spec.name}: blocks 1 to 8.`);
      expect(stderr).toContain('opentill: Ethereum cannot be read now:');
    });

    it('does not call it no difference', async () => {
      const { code, stdout, stderr } = await runCommand(['audit', '--json'], { ...variables, ...dead });
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        networks: [{ network: spec.name, transfersOnChain: 1 }],
        unread: ['Ethereum'],
        sessions: 1,
        differences: [],
      });
      expect(stderr).not.toContain('No difference');
      const plain = await runCommand(['audit'], { ...variables, ...dead });
      expect(plain.stderr).toContain('No difference in what was read.');
    });

    it('holds the books against themselves even where the one that was asked for is the dead one', async () => {
      const { code, stderr } = await runCommand(['audit', '--network', 'Ethereum'], { ...variables, ...dead });
      expect(code).toBe(1);
      expect(stderr).toContain('Books: 1 sessions derived anew');
    });

    it('takes a node that serves another chain for one that it cannot read', async () => {
      const { code, stderr } = await runCommand(['audit'], { ...variables, OPENTILL_RPC_ETHEREUM: anvil.rpcUrl });
      expect(code).toBe(1);
      expect(stderr).toContain(`${spec.name}: blocks 1 to 8.`);
      expect(stderr).toMatch(/^opentill: Ethereum cannot be read now: /m);
    });
  });
});

describe('opentill rescan', () => {
  const range = ['--network', spec.name, '--from', '1', '--to', '8'];

  it.each([
    [['--network', spec.name, '--from', '1'], 2, '--network, --from and --to are all needed'],
    [['--network', spec.name, '--from', '2', '--to', '1'], 2, '--from is not above --to'],
    [
      ['--network', spec.name, '--from', '1', '--to', '9'],
      1,
      '--to is at most 8: the books of SepoliaTestnet are about',
    ],
    [['--network', spec.name, '--from', '9', '--to', '9'], 1, 'blocks 1 to 8, and the server reads on by itself'],
  ] as const)('refuses %j with %i and says why', async (args, code, text) => {
    const refused = await opentill('rescan', ...args);
    expect(refused).toMatchObject({ code, stdout: '' });
    expect(refused.stderr).toContain(text);
  });

  it('mends what an audit found, says so once, and changes nothing when it is done again', async () => {
    await database.pool.query('DELETE FROM transfers');
    const audit = await opentill('audit');
    expect(audit.code).toBe(1);
    const id = toPublicId('session', session.id);
    expect(audit.stdout).toMatch(
      new RegExp(`^missing: SepoliaTestnet, block \\d+, transaction 0x\\w{64} tx, ${id}: .*$`, 'm'),
    );

    const first = await opentill('rescan', ...range);
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^mended missing: /) });
    expect(first.stderr).toContain('SepoliaTestnet: blocks 1 to 8 are done; mended: 1.');
    const again = await opentill('rescan', ...range);
    expect(again).toMatchObject({ code: 0, stdout: '' });
    expect(again.stderr).toContain('mended: 0.');
    expect(await shop.transfersOf(session)).toMatchObject([{ amount: ASKED, booked_as: 'credited' }]);
  });

  it('stops at an interrupt with 130, and goes on where it was', async () => {
    await anvil.mine(3000);
    const network: NetworkConfig = { spec, rpcUrls: [anvil.rpcUrl], wsUrl: null, confirmations: spec.confirmations };
    const follower = follow(shop, { network, source });
    const tip = await source.readTip();
    await untilAt(database.store, spec.name, tip);
    await follower.stop();
    const all = ['rescan', '--network', spec.name, '--from', '1', '--to', String(tip.number)];
    // It waits for the cursor with its first batch, of several: interrupted there, it has not come to its end.
    const isInterrupted = Promise.withResolvers<void>();
    const holding = retriedTransaction(database.store, async (tx) => {
      await holdCursor(tx, spec.name);
      await isInterrupted.promise;
    });
    const running = startCommand(all, variables);
    await until(async () => (await database.pool.query(WAITING)).rowCount, 1);
    running.signal('SIGINT');
    isInterrupted.resolve();
    await holding;
    const interrupted = await running.ended;
    expect(interrupted.code).toBe(130);
    const [, place] = /interrupted after block (\d+)/.exec(interrupted.stderr)!;
    expect(Number(place)).toBeGreaterThan(0);
    const second = await runCommand(all, variables);
    expect(second.stderr).toContain(`going on after block ${place}.`);
    expect(second).toMatchObject({ code: 0, stdout: '' });
  });
});
