import type { Mutant } from './mutant.ts';

/** Money that goes back. */
export const REFUNDING: readonly Mutant[] = [
  {
    name: 'refund-early',
    breaks: 'a refund is confirmed by the first block that holds it',
    edits: [
      {
        file: 'core/refund/judge-refund.ts',
        from: 'headNumber - block.number + 1n >= BigInt(requiredConfirmations)',
        to: 'headNumber >= block.number || requiredConfirmations === 0',
      },
    ],
  },
  {
    name: 'refund-short',
    breaks: 'a transaction that pays too little is taken for the refund',
    edits: [
      {
        file: 'core/refund/judge-refund.ts',
        from: 'if (paid < amountAtomic) {',
        to: 'if (amountAtomic < 0n) {',
      },
      {
        file: 'core/refund/judge-refund.ts',
        from: 'if (paid - evidence.claimedAtomic < amountAtomic) {',
        to: 'if (paid < evidence.claimedAtomic) {',
      },
    ],
  },
  {
    name: 'refund-survives-reorg',
    breaks: 'a reorg that takes a refund’s block leaves it confirmed',
    edits: [
      {
        file: 'operations/roll-back-chain.ts',
        from: 'await recheckRefundsAbove(tx, network, above, runtime.now());',
        to: '',
      },
    ],
  },
  {
    name: 'refund-unbooked',
    breaks: 'a refund is confirmed, and the ledger does not hear of it',
    edits: [
      {
        file: 'operations/settle-refund.ts',
        from: 'if (isConfirmed) await moveOut(deps, tx, settled);',
        to: 'if (isConfirmed) await reopenRest(deps, tx, settled);',
      },
    ],
  },
  {
    name: 'refund-too-much',
    breaks: 'what is promised back of a session already can be promised once more',
    edits: [
      {
        file: 'operations/refund-source.ts',
        from: 'const availableAtomic = creditedAtomic - reservedAtomic;',
        to: 'const availableAtomic = creditedAtomic - (reservedAtomic - reservedAtomic);',
      },
    ],
  },
  {
    name: 'refund-left-behind',
    breaks: 'a refund stays with a transfer that a reorg took, though the same money is back in another block',
    edits: [
      {
        file: 'operations/carry-refunds.ts',
        from: 'if (!refunds.some(({ isGone }) => isGone)) return { carried: [], refunds };',
        to: 'if (refunds !== undefined) return { carried: [], refunds };',
      },
    ],
  },
];
