import type { Mutant } from './mutant.ts';

/** What is right about the money, and wrong in what is written down, shown or told of it. */
export const BOOKKEEPING: readonly Mutant[] = [
  {
    name: 'wrong-owner',
    breaks: 'of several that are paid in a batch of blocks one is credited with all',
    edits: [
      {
        file: 'operations/match-transfers.ts',
        from: 'const owner = owners.get(transfer.to)!;',
        to: 'const owner = owners.get(ours[0]!.transfer.to)!;',
      },
    ],
  },
  {
    name: 'forget-told-paid',
    breaks: 'that a session was told as paid is not written down',
    edits: [
      {
        file: 'operations/rederive-sessions.ts',
        from: "toldPaid: session.toldPaid || derived.status === 'paid' || derived.status === 'paid_late'",
        to: 'toldPaid: session.toldPaid',
      },
    ],
  },
  {
    name: 'half-ledger',
    breaks: 'the ledger holds half of what came',
    edits: [
      {
        file: 'operations/plan-books.ts',
        from: 'amountAtomic: row.amountAtomic, cause',
        to: 'amountAtomic: row.amountAtomic / 2n + 1n, cause',
      },
    ],
  },
  {
    name: 'unexpected-in-silence',
    breaks: 'money that does not count is listed, and nobody is told',
    edits: [
      {
        file: 'operations/plan-books.ts',
        from: 'if (change.told !== null && isTold)',
        to: "if (change.told !== null && change.told !== 'created')",
      },
    ],
  },
  {
    name: 'excess-in-silence',
    breaks: 'an excess beside a payment is never told',
    edits: [
      {
        file: 'core/session/tell.ts',
        from: "if (derived.overpaid !== null && !told.toldOverpaid && derived.status !== 'overpaid')",
        to: 'if (false as boolean)',
      },
    ],
  },
  {
    name: 'double-received',
    breaks: 'answers and events say that twice as much was received',
    edits: [
      {
        file: 'core/session/sums.ts',
        from: 'receivedAtomic: tally.onTime + tally.late,',
        to: 'receivedAtomic: 2n * (tally.onTime + tally.late),',
      },
    ],
  },
  {
    name: 'never-search',
    breaks: 'ended sessions count as searched for other tokens, and are not',
    edits: [
      {
        file: 'operations/search-ended-sessions.ts',
        from: 'of byNetwork(due, networksOf))',
        to: 'of byNetwork([], networksOf))',
      },
    ],
  },
  {
    name: 'decide-unnoted',
    breaks: 'a decision about money leaves no entry of who made it',
    edits: [{ file: 'operations/audit.ts', from: 'await insertAuditEntry(queries, {', to: 'void ({' }],
  },
  {
    name: 'accept-unconfirmed',
    breaks: 'an underpaid session is accepted though nothing of it is confirmed',
    edits: [
      {
        file: 'operations/accept-underpaid.ts',
        from: 'if (compareFractions(confirmed, received) !== 0 || compareFractions(confirmed, ZERO) === 0) {',
        to: 'if (compareFractions(confirmed, received) > 0) {',
      },
    ],
  },
];
