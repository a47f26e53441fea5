import { startAnvil } from '../../packages/server/src/testing/anvil.ts';
import { alternate } from '../alternate.ts';
import { openDurableDatabase } from '../durable-database.ts';
import type { Measure, Setting } from '../measure.ts';
import { atLeast, type Line, ratio } from '../result.ts';
import { openBooks } from './books.ts';
import { deployUsdc, makeBusy } from './busy-chain.ts';
import { recordRequests, replayRequests } from './recorded-requests.ts';

const BLOCKS = 5_000;
const TRANSFERS_PER_BLOCK = 20;
const OURS = 50;

/** Following a chain, everything written, against merely asking the node for the same. */
export const following: Measure = { name: 'following', run };

async function run(setting: Setting): Promise<readonly Line[]> {
  const database = await openDurableDatabase(setting);
  const anvil = await startAnvil({ blockTimeSeconds: null });
  setting.defer(anvil.stop);
  const usdc = await deployUsdc(anvil);
  const books = await openBooks(database, anvil.rpcUrl, usdc.address, OURS);
  setting.say(`mining ${BLOCKS} blocks of ${TRANSFERS_PER_BLOCK} transfers`);
  const chain = await makeBusy(anvil, usdc, {
    blocks: BLOCKS,
    transfersPerBlock: TRANSFERS_PER_BLOCK,
    recipients: books.recipients,
  });
  const blocks = Number(chain.tip - chain.start);
  const perSecond = (tookMs: number) => (blocks * 1000) / tookMs;

  await books.rewind(chain);
  const recording = await recordRequests((transport) => books.follow(chain, transport));
  const found = await books.countTransfers();
  if (found !== OURS) throw new Error(`${found} of ${OURS} payments were found`);
  setting.say(`${recording.bodies.length} requests, ${recording.mostAtOnce} at once`);

  const pairs = await alternate(
    setting.rounds,
    async () => {
      await books.rewind(chain);
      return perSecond(await books.follow(chain));
    },
    async () => {
      const startedAt = performance.now();
      await replayRequests(anvil.rpcUrl, recording);
      return perSecond(performance.now() - startedAt);
    },
  );
  setting.say(pairs.map((pair) => `${pair.ours.toFixed(0)}:${pair.reference.toFixed(0)}`).join('  '));
  return [ratio({ name: 'following', aim: atLeast(0.8), pairs, unit: 'blocks/s' })];
}
