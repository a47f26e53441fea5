import { systemRuntime } from '../compose/system-runtime.ts';
import { networkEnvSuffix } from '../config/env.ts';
import { DEVNET } from '../config/test-networks.ts';
import { differenceJson, differenceText } from '../core/books/difference.ts';
import { readArguments } from './arguments.ts';
import { type AuditReport, runAudit, type UnreadNetwork } from './audit-run.ts';
import { readBlockRange } from './block-range.ts';
import { withChains } from './chain-session.ts';
import type { Command } from './command.ts';
import { complain, remark, say } from './print.ts';
import { UsageError } from './usage.ts';

export const auditEverything: Command = {
  help: `opentill audit: hold the books against the chains, and against themselves

  --network NAME   only this one                                          [all that are switched on]
  --from BLOCK     its first block, and                                   [a week ago, at most 50,000 blocks]
  --to BLOCK       its last, both of the network named                    [the last one in the books]
                   From may also lie before the network was switched on, as that of rescan.
  --dev            the devnet of \`npm start\`
  --json           print JSON

Reads the blocks once more and prints every difference: a transfer that is missing, that the chain does not hold,
with another amount or owner, wrongly confirmed; a session whose status its own facts contradict; what was told with
a gap or twice; a transfer that the ledger does not hold exactly once; a refund that is not where it was confirmed.
Writes nothing, and may run beside the
server. A network that cannot be read hides nothing of the others. Exit code 0: none; 1: there are differences, or a
chain that the books are about was not read. opentill rescan mends what the chain can tell. docs/audit.md says what
each difference means, and what to do about it.

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
    const asked = { network: values.network, ...readBlockRange(values), now: systemRuntime.now() };
    if (asked.network === undefined && (asked.from !== undefined || asked.to !== undefined)) {
      throw new UsageError('--from and --to are blocks of one network: name it with --network.');
    }
    return withChains(values, async (session) => {
      const report = await runAudit(session, asked);
      if (values.json) say(toJson(report));
      else print(report);
      for (const each of report.unread) complain(whyUnread(each));
      const isBlind = session.chains.length === 0;
      if (isBlind)
        complain('No network is switched on (docs/networks.md): the books alone were held against themselves.');
      return report.differences.length + report.unread.length === 0 && !isBlind ? 0 : 1;
    });
  },
};

function whyUnread({ network, error }: UnreadNetwork): string {
  if (error !== null) return error.message;
  const remedy = network === DEVNET ? '--dev reads it' : `OPENTILL_RPC_${networkEnvSuffix(network)} is not set`;
  return `${network} was not read: it is in the books, and ${remedy}.`;
}

function toJson({ chains, unread, sessions, differences }: AuditReport): string {
  const networks = chains.map(({ network, range, onChain, inBooks, notCompared }) => ({
    network,
    from: String(range.from),
    to: String(range.to),
    transfersOnChain: onChain,
    transfersInBooks: inBooks,
    transfersNotCompared: notCompared,
  }));
  return JSON.stringify(
    { networks, unread: unread.map(({ network }) => network), sessions, differences: differences.map(differenceJson) },
    null,
    2,
  );
}

function print({ chains, unread, sessions, differences }: AuditReport): void {
  for (const each of differences) say(differenceText(each));
  for (const { network, range, onChain, inBooks, notCompared } of chains) {
    const transfers = `Transfers to our addresses: ${onChain} on the chain, ${inBooks} in the books.`;
    const rest = notCompared === 0 ? '' : ` ${notCompared} more, which blocks alone do not show, were not compared.`;
    remark(`${network}: blocks ${range.from} to ${range.to}. ${transfers}${rest}`);
  }
  remark(`Books: ${sessions} sessions derived anew, and the whole ledger.`);
  const none = unread.length === 0 ? 'No difference.' : 'No difference in what was read.';
  remark(differences.length === 0 ? none : `Differences: ${differences.length}.`);
}
