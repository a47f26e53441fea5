import { systemRuntime } from '../compose/system-runtime.ts';
import { type Difference, differenceJson, differenceText } from '../core/books/difference.ts';
import { readArguments } from './arguments.ts';
import { type ChainAuditReport, runAudit } from './audit-run.ts';
import { readBlockNumber, withChains } from './chain-session.ts';
import type { Command } from './command.ts';
import { remark, say } from './print.ts';
import { UsageError } from './usage.ts';

export const auditEverything: Command = {
  help: `opentill audit: hold the books against the chains, and against themselves

  --network NAME   only this one                                          [all that are switched on]
  --from BLOCK     its first block, and                                   [a week ago, at most 50,000 blocks]
  --to BLOCK       its last, both of the network named                    [the last one in the books]
  --dev            the devnet of \`npm start\`
  --json           print JSON

Reads the blocks once more and prints every difference: a transfer that is missing, that the chain does not hold,
with another amount or owner, wrongly confirmed; a session whose status its own facts contradict; what was told with
a gap or twice; a transfer that the ledger does not hold exactly once. Writes nothing, and may run beside the
server. Exit code 0: none; 1: there are differences, or a chain could not be read. opentill rescan mends what the
chain can tell.

Example
  opentill audit --network Base --from 23000000`,
  async run(args) {
    const { values } = readArguments(args, {
      network: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      dev: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    });
    const asked = {
      network: values.network,
      from: readBlockNumber('from', values.from),
      to: readBlockNumber('to', values.to),
      now: systemRuntime.now(),
    };
    if (asked.network === undefined && (asked.from !== undefined || asked.to !== undefined)) {
      throw new UsageError('--from and --to are blocks of one network: name it with --network.');
    }
    return withChains(values, async (session) => {
      const { chains, sessions, differences } = await runAudit(session, asked);
      if (values.json) say(toJson(chains, sessions, differences));
      else print(chains, sessions, differences);
      return differences.length === 0 ? 0 : 1;
    });
  },
};

function toJson(chains: readonly ChainAuditReport[], sessions: number, differences: readonly Difference[]): string {
  const networks = chains.map(({ network, range, onChain, inBooks }) => ({
    network,
    from: String(range.from),
    to: String(range.to),
    transfersOnChain: onChain,
    transfersInBooks: inBooks,
  }));
  return JSON.stringify({ networks, sessions, differences: differences.map(differenceJson) }, null, 2);
}

function print(chains: readonly ChainAuditReport[], sessions: number, differences: readonly Difference[]): void {
  for (const each of differences) say(differenceText(each));
  for (const { network, range, onChain, inBooks } of chains) {
    const transfers = `Transfers to our addresses: ${onChain} on the chain, ${inBooks} in the books.`;
    remark(`${network}: blocks ${range.from} to ${range.to}. ${transfers}`);
  }
  remark(`Books: ${sessions} sessions derived anew, and the whole ledger.`);
  remark(differences.length === 0 ? 'No difference.' : `Differences: ${differences.length}.`);
}
