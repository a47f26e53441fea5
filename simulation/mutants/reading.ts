import type { Mutant } from './mutant.ts';

/** What is read of a chain, and how it is believed. */
export const READING: readonly Mutant[] = [
  {
    name: 'skip-block',
    breaks: 'the second block of each batch is passed over',
    edits: [
      {
        file: 'operations/match-transfers.ts',
        from: 'for (const block of blocks) {\n    const ours',
        to: 'for (const block of blocks.filter((_, index) => index !== 1)) {\n    const ours',
      },
    ],
  },
  {
    name: 'ignore-log-index',
    breaks: 'two transfers of one transaction count as one',
    edits: [
      {
        file: 'store/transfers.ts',
        from: 'return `${block.hash} ${txHash} ${position}`;',
        to: 'return `${block.hash} ${txHash} ${position.slice(0, 0)}`;',
      },
    ],
  },
  {
    name: 'no-parent-check',
    breaks: 'a block is taken for the next one whatever its parent is',
    edits: [
      {
        file: 'core/chain/check-batch.ts',
        from: "if (block.parentHash !== before.hash) return 'parent';",
        to: '',
      },
    ],
  },
  {
    name: 'take-reverted',
    breaks: 'transactions that failed count as payments',
    edits: [
      {
        file: 'operations/match-transfers.ts',
        from: 'const succeeded = await source.withoutReverted(block, candidates);',
        to: 'const succeeded = candidates;',
      },
    ],
  },
  {
    name: 'no-second-reading',
    breaks: 'logs that a node kept back are never read again',
    edits: [
      {
        file: 'operations/reread-logs.ts',
        from: 'const found = await matchTransfers(deps, network, located);',
        to: 'const found = (await matchTransfers(deps, network, located)).slice(0, 0);',
      },
    ],
  },
  {
    name: 'only-latest-log',
    breaks: 'of the logs that a block holds for us only the first is kept',
    edits: [
      {
        file: 'operations/match-transfers.ts',
        from: 'const ours = block.transfers.filter(({ to }) => owners.has(to));',
        to: 'const ours = block.transfers.filter(({ to }) => owners.has(to)).slice(0, 1);',
      },
    ],
  },
  {
    name: 'no-fencing',
    breaks: 'a follower that was superseded goes on writing',
    edits: [
      {
        file: 'store/chain-cursor-moves.ts',
        from: '${finalNumber}::bigint)) END\n    WHERE network = ${claim.network} AND lease_token = ${claim.leaseToken} AND',
        to: '${finalNumber}::bigint)) END\n    WHERE network = ${claim.network} AND',
      },
    ],
  },
  {
    name: 'blind-cursor',
    breaks: 'a batch is written from wherever the cursor now stands',
    edits: [
      {
        file: 'store/chain-cursor-moves.ts',
        from: '${finalNumber}::bigint)) END\n    WHERE network = ${claim.network} AND lease_token = ${claim.leaseToken} AND hash = ${toBytes(claim.expected)}',
        to: '${finalNumber}::bigint)) END\n    WHERE network = ${claim.network}',
      },
    ],
  },
  {
    name: 'cursor-first',
    breaks: 'the cursor is committed before the transfers are',
    edits: [
      {
        file: 'operations/record-batch.ts',
        from: '{ runtime, rederive }: RecordDeps,\n  tx: Transaction,\n  batch: Batch,',
        to: '{ store, runtime, rederive }: RecordDeps,\n  tx: Transaction,\n  batch: Batch,',
      },
      {
        file: 'operations/record-batch.ts',
        from: 'const cursor = await advanceCursor(tx, claim, {',
        to: 'const cursor = await advanceCursor(store as never, claim, {',
      },
    ],
  },
  {
    name: 'forget-to-orphan',
    breaks: 'what a reorg took away stands in the books as before',
    edits: [
      {
        file: 'operations/roll-back-chain.ts',
        from: 'const orphaned = await orphanAbove(tx, network, above, runtime.now());',
        to: 'const orphaned = runtime.now() * 0;',
      },
    ],
  },
  {
    name: 'orphan-silently',
    breaks: 'what a reorg took away is marked, and no session is derived again',
    edits: [
      {
        file: 'operations/roll-back-chain.ts',
        from: 'const changes = touched.length === 0 ? [] : [...(await rederive(tx, touched))];',
        to: 'const changes: Awaited<ReturnType<typeof rederive>>[number][] = [];',
      },
    ],
  },
  {
    name: 'orphans-stay-away',
    breaks: 'a transfer whose very block returns stays orphaned',
    edits: [
      {
        file: 'store/transfers.ts',
        from: 'DO UPDATE SET orphaned_at = NULL\n      WHERE transfers.orphaned_at IS NOT NULL',
        to: 'DO NOTHING',
      },
    ],
  },
];
