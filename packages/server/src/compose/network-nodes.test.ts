import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { PLAIN_ASSURANCE } from '../core/chain/assurance.ts';
import type { EvmSource } from '../networks/evm/source.ts';
import { type LyingNode, startLyingNode } from '../networks/evm/testing/lying-node.ts';
import { startTestNode, type TestNode } from '../networks/evm/testing/node.ts';
import { makeSource } from '../networks/evm/testing/sources.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { networkNamed } from '../testing/chain-shop.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { composeNetworkNodes } from './network-nodes.ts';

const SECRET = 'SuperSecretKey123';

let database: TestDatabase;
let node: TestNode;
let first: LyingNode;
let second: LyingNode;
let source: EvmSource;

beforeAll(async () => {
  [database, node] = await Promise.all([createTestDatabase(), startTestNode()]);
  await database.pool.query(
    `INSERT INTO chain_cursors (network, chain_id, genesis_hash, first_number, number, hash, block_time, reread_number,
       witnessed_number, tip_number, lease_token, updated_at)
     VALUES ('Asked', 31337, '\\x00', 1, 100, '\\x01', now(), 100, 93, 100, 1, now())`,
  );
});
beforeEach(async () => {
  [first, second] = await Promise.all([startLyingNode(node.url), startLyingNode(node.url)]);
  // Time stands still: a node that failed rests for a quarter of a second, which may be over before anyone looks.
  const now = Date.now();
  source = makeSource({ urls: [`${first.url}/v2/${SECRET}`, `${second.url}?key=${SECRET}`], now: () => now });
});
afterEach(async () => {
  await source.close();
  await Promise.all([first.close(), second.close()]);
});
afterAll(async () => {
  await node?.close();
  await database?.close();
});

const assurance = { quorum: 2, finality: null, tiers: [] };
const hostOf = ({ url }: LyingNode) => new URL(url).host;

it('tells of each node how it fares, and what waits for a quorum', async () => {
  const nodes = composeNetworkNodes(database.store, [{ network: networkNamed('Asked', { assurance }), source }]);
  first.lie = () => ({ status: 503, body: '' });
  await source.readTip();
  expect(await nodes()).toMatchObject([
    {
      network: 'Asked',
      nodes: [
        { host: hostOf(first), state: 'resting', lastFault: 'http_status' },
        { host: hostOf(second), state: 'ready', lastFault: null },
      ],
      quorum: { needed: 2, reachable: 1, lagBlocks: 7, unheard: 0, disputed: 0 },
    },
  ]);
});

it('says nothing of a quorum where none is asked', async () => {
  const network = networkNamed('Asked', { assurance: PLAIN_ASSURANCE });
  expect(await composeNetworkNodes(database.store, [{ network, source }])()).toMatchObject([{ quorum: null }]);
});

it('is in the metrics by network and host, without anything else of a URL', async () => {
  const metrics = createMetrics();
  const network = networkNamed('Asked', { assurance });
  metrics.watchNodes(composeNetworkNodes(database.store, [{ network, source }]));
  second.lie = () => ({ status: 503, body: '' });
  await source.readTip();
  await source
    .witnesses()[1]!
    .readHeaders([0n])
    .catch(() => {});
  const text = await metrics.registry.metrics();
  expect(text).toContain(`opentill_node_ready{network="Asked",host="${hostOf(first)}"} 1`);
  expect(text).toContain(`opentill_node_ready{network="Asked",host="${hostOf(second)}"} 0`);
  expect(text).toContain('opentill_quorum_missing_nodes{network="Asked"} 1');
  expect(text).toContain('opentill_quorum_lag_blocks{network="Asked"} 7');
  expect(text).toContain('opentill_transfers_unverified{network="Asked",reason="disputed"} 0');
  expect(text).not.toContain(SECRET);
});
