import type { Mutant } from './mutant.ts';

/** What the ledger and the list of unexpected money say. */
export const BOOKING: readonly Mutant[] = [
  {
    name: 'attach-counts-twice',
    breaks: 'money that was attached to another session counts for both',
    edits: [
      {
        file: 'store/session-facts.ts',
        from: ".where('attached_session_id', 'is', null)\n    .where('orphaned_at', 'is', null)",
        to: ".where('orphaned_at', 'is', null)",
      },
      {
        file: 'store/session-facts.ts',
        from: 'const owned = rows.map((row) => ({ ...row, session_id: row.attached_session_id ?? row.session_id }));',
        to: 'const owned = rows.flatMap((row) => [row, ...(row.attached_session_id ? [{ ...row, session_id: row.attached_session_id }] : [])]);',
      },
      {
        file: 'store/session-facts.ts',
        from: 'const row = rows[index]!;\n    return {\n      id: row.id,\n      network',
        to: 'const row = owned[index]!;\n    return {\n      id: row.id,\n      network',
      },
    ],
  },
  {
    name: 'attach-not-booked',
    breaks: 'the ledger does not hear that money was attached',
    edits: [
      {
        file: 'operations/plan-books.ts',
        from: 'if (move === null) continue;',
        to: "if (move === null || standing?.status === 'attached') continue;",
      },
    ],
  },
  {
    name: 'no-reversal',
    breaks: 'the ledger keeps what a reorg took',
    edits: [
      {
        file: 'operations/plan-books.ts',
        from: 'if (move === null) continue;',
        to: 'if (move === null || position === null) continue;',
      },
    ],
  },
  {
    name: 'book-unconfirmed',
    breaks: 'the ledger holds money before it is confirmed',
    edits: [
      {
        file: 'core/books/unexpected.ts',
        from: 'if (classified === null || !classified.confirmed) return null;',
        to: 'if (classified === null) return null;',
      },
    ],
  },
  {
    name: 'book-twice',
    breaks: 'each derivation writes into the ledger what the last one wrote already',
    edits: [
      {
        file: 'operations/book-transfers.ts',
        from: 'await setBookedAs(tx, positions);',
        to: '',
      },
    ],
  },
  {
    name: 'lose-write-offs',
    breaks: 'what was written off before it was certain stays written off when a reorg takes it',
    edits: [
      {
        file: 'store/booked-transfers.ts',
        from: "OR u.status <> 'withdrawn')",
        to: "OR u.status IN ('open', 'attached'))",
      },
    ],
  },
  {
    name: 'forget-attached',
    breaks: 'when money returns, the session that it was attached to is not derived again',
    edits: [
      {
        file: 'store/transfers.ts',
        from: 'const owner = sql`coalesce(attached_session_id, session_id)`;',
        to: 'const owner = sql`session_id`;',
      },
    ],
  },
  {
    name: 'attach-during-reorg',
    breaks: 'a person who attaches money does not keep a reorg from taking it meanwhile',
    edits: [
      {
        file: 'store/attach-transfer.ts',
        from: 'const cursor = await holdCursor(tx, known.network);',
        to: 'const cursor = await readCursor(tx, known.network);',
      },
      {
        file: 'store/attach-transfer.ts',
        from: "import { type ChainCursor, holdCursor } from './chain-cursors.ts';",
        to: "import { type ChainCursor, readCursor } from './chain-cursors.ts';",
      },
    ],
  },
];
