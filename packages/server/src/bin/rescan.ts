import type { ReadNetwork } from '../compose/following.ts';
import { systemRuntime } from '../compose/system-runtime.ts';
import { type Difference, differenceJson, differenceText } from '../core/books/difference.ts';
import { type RescanEnd, rescanRange } from '../ingest/rescan-range.ts';
import { readArguments } from './arguments.ts';
import { readBlockRange, refuseUnreadBlocks } from './block-range.ts';
import { type ChainSession, chooseChain, openChain, toldPlainly, withChains } from './chain-session.ts';
import type { Command } from './command.ts';
import { printResult, remark, say } from './print.ts';
import { createProgress } from './progress.ts';
import { ExpectedError, UsageError } from './usage.ts';

/** Interrupted by hand, as shells count it: 128 and the signal's number. */
const INTERRUPTED = 130;

export const rescanBlocksAgain: Command = {
  help: `opentill rescan: mend the books by what the chain says of some blocks

  --network NAME   the network
  --from BLOCK     the first block; also from before the network was switched on
  --to BLOCK       the last one; what lies above the last in the books, the server reads by itself
  --dev            the devnet of \`npm start\`
  --json           print JSON

Reads the blocks once more, tokens and coins, and does what the server would have done at once: puts in transfers
that are missing (those from well before their address was handed out are nobody's), marks those that the chain does
not hold, amends those that differ, and derives again the sessions that their facts contradict, with the ledger and
the events that follow. It may run beside the server, shows how far it is, and can be interrupted: the same command
goes on where it was. Done twice it changes nothing.

docs/audit.md says when it is needed.

Exit codes: 0 done, 1 failed, 2 wrong command line, ${INTERRUPTED} interrupted.

Example
  opentill rescan --network Base --from 23000000 --to 23100000`,
  outlivesItsReader: true,
  async run(args) {
    const { values } = readArguments(args, {
      network: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      dev: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    });
    const { from, to } = readBlockRange(values);
    const { network } = values;
    if (network === undefined || from === undefined || to === undefined) {
      throw new UsageError('--network, --from and --to are all needed.');
    }
    return withChains(values, (session) => {
      const chain = chooseChain(session, network);
      return toldPlainly(network, () => rescan(session, chain, { from, to }, values.json));
    });
  },
};

async function rescan(
  session: ChainSession,
  chain: ReadNetwork,
  range: { readonly from: bigint; readonly to: bigint },
  json: boolean,
): Promise<number> {
  const { name } = chain.network.spec;
  const cursor = await openChain(session, chain);
  if (cursor === undefined) throw new ExpectedError(`${name} has not been read yet: start the server first.`);
  refuseUnreadBlocks(name, range, cursor);
  const told: Difference[] = [];
  const isWanted = untilInterrupted();
  const progress = createProgress(name, range, systemRuntime.now);
  let isFirst = true;
  const end = await rescanRange(session.deps, {
    ...chain,
    range,
    isWanted,
    onChanges: () => {},
    onProgress: ({ done }, repaired) => {
      if (isFirst && done >= range.from) remark(`${name}: going on after block ${done}.`);
      isFirst = false;
      told.push(...repaired);
      if (!json) for (const each of repaired) say(`mended ${differenceText(each)}`);
      progress(done);
    },
  });
  return report(end, told, json);
}

function report({ outcome, rescan }: RescanEnd, repaired: readonly Difference[], json: boolean): number {
  const { network, from, to, done } = rescan;
  const words = {
    finished: `${network}: blocks ${from} to ${to} are done; mended: ${rescan.repaired}.`,
    interrupted: `${network}: interrupted after block ${done}. The same command goes on there.`,
    overtaken: `${network}: another rescan of these blocks goes on with it.`,
  };
  if (json) {
    const result = { outcome, network, from: String(from), to: String(to), done: String(done) };
    printResult({ ...result, mended: repaired.map(differenceJson) }, true, '');
  } else remark(words[outcome]);
  return { finished: 0, interrupted: INTERRUPTED, overtaken: 1 }[outcome];
}

/** False from the first SIGINT or SIGTERM on; a second one ends the process at once, which loses nothing either. */
function untilInterrupted(): () => boolean {
  let isWanted = true;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (!isWanted) process.exit(INTERRUPTED);
      isWanted = false;
    });
  }
  return () => isWanted;
}
