import type { Mutant } from './mutant.ts';

/** When money counts, and for whom. */
export const CREDITING: readonly Mutant[] = [
  {
    name: 'confirm-early',
    breaks: 'a transfer is confirmed one block too early',
    edits: [
      {
        file: 'operations/match-transfers.ts',
        from: 'confirmNumber: block.number + BigInt(required.confirmations) - 1n,',
        to: 'confirmNumber: block.number + BigInt(required.confirmations) - 2n,',
      },
    ],
  },
  {
    name: 'credit-unconfirmed',
    breaks: 'a transfer counts as confirmed as soon as it is seen',
    edits: [
      {
        file: 'core/session/classify-transfers.ts',
        from: 'const confirmed = transfer.confirmedAt !== null;',
        to: 'const confirmed = true;',
      },
    ],
  },
  {
    name: 'expire-by-our-clock',
    breaks: 'sessions expire by the server’s clock, however far their networks were read',
    edits: [
      {
        file: 'core/session/deadlines.ts',
        from: 'return unreadNetworks(networks, deadline, watermarks).length === 0;',
        to: 'return serverNow > deadline;',
      },
      {
        file: 'store/due-sessions.ts',
        from: 'AND ${readPast(sql`session.next_deadline`)}`;',
        to: 'AND next_deadline < ${toTimestamp(now)}`;',
      },
    ],
  },
  {
    name: 'deadline-excluded',
    breaks: 'a payment in the very second of the deadline is late',
    edits: [
      {
        file: 'core/session/classify-transfers.ts',
        from: "if (transfer.arrivedAt <= expiresAt) return 'on_time';",
        to: "if (transfer.arrivedAt < expiresAt) return 'on_time';",
      },
    ],
  },
  {
    name: 'passed-at-deadline',
    breaks: 'a deadline has passed when its own second was read, though the same second may hold another block',
    edits: [
      {
        file: 'core/session/deadlines.ts',
        from: '!((watermarks[network] ?? Number.NEGATIVE_INFINITY) > deadline)',
        to: '!((watermarks[network] ?? Number.NEGATIVE_INFINITY) >= deadline)',
      },
      {
        file: 'store/read-past.ts',
        from: '${watermark} <= ${moment}',
        to: '${watermark} < ${moment}',
      },
    ],
  },
  {
    name: 'any-network',
    breaks: 'a deadline has passed when one of several networks was read past it',
    edits: [
      {
        file: 'core/session/deadlines.ts',
        from: 'return unreadNetworks(networks, deadline, watermarks).length === 0;',
        to: 'return unreadNetworks(networks, deadline, watermarks).length < networks.length;',
      },
      {
        file: 'store/due-sessions.ts',
        from: 'AND ${readPast(sql`session.next_deadline`)}`;',
        to: 'AND next_deadline < (SELECT max(block_time) FROM chain_cursors WHERE network = ANY(networks))`;',
      },
    ],
  },
  {
    name: 'deaf-to-deadlines',
    breaks: 'what the chain’s time makes due is not derived again',
    edits: [
      {
        file: 'operations/expire-due-sessions.ts',
        from: 'run: rederive }',
        to: 'run: async () => [] }',
      },
    ],
  },
  {
    name: 'key-is-not-asked',
    breaks: 'an order that is asked for again under its key becomes a second session',
    edits: [
      {
        file: 'store/insert-sessions-statement.ts',
        from: "SELECT input.* FROM input${keyed ? ', claimed' : ''})",
        to: 'SELECT input.* FROM input)',
      },
    ],
  },
  {
    name: 'stale-read',
    breaks: 'sessions are derived without their rows being locked',
    edits: [
      {
        file: 'store/sessions.ts',
        from: ".orderBy('id')\n    .forUpdate()\n    .execute();",
        to: ".orderBy('id')\n    .execute();",
      },
      {
        file: 'store/hold-sessions.ts',
        from: 'ORDER BY id FOR UPDATE',
        to: 'ORDER BY id',
      },
      {
        file: 'store/due-sessions.ts',
        from: ' FOR UPDATE OF session SKIP LOCKED`',
        to: '`',
      },
    ],
  },
  {
    name: 'cancel-despite-payment',
    breaks: 'a session is canceled though money has come',
    edits: [
      {
        file: 'core/session/act-refusals.ts',
        from: "if (inTheWay) return 'session_has_payment';",
        to: "if (inTheWay && act !== 'cancel') return 'session_has_payment';",
      },
    ],
  },
  {
    name: 'forget-former-acts',
    breaks: 'what a person does to a session takes the place of what was done before',
    edits: [
      {
        file: 'operations/session-acts.ts',
        from: '[...session.acts, { kind, at: clockNow(session, now) }]',
        to: '[{ kind, at: clockNow(session, now) }]',
      },
    ],
  },
  {
    name: 'terms-of-the-site',
    breaks: 'a session is made with the site’s grace, whatever was asked for it',
    edits: [
      {
        file: 'operations/create-session.ts',
        from: '(input.graceSeconds ?? policy.graceSeconds)',
        to: 'policy.graceSeconds',
      },
    ],
  },
  {
    name: 'one-node-is-enough',
    breaks: 'a payment counts though only one of the two nodes that are asked shows it',
    edits: [
      {
        file: 'operations/match-transfers.ts',
        from: 'gated: required.finality !== null || assuranceOf(network).quorum > 1,',
        to: 'gated: required.finality !== null,',
      },
    ],
  },
  {
    name: 'any-value',
    breaks: 'the second node bears out a coin payment whatever the transaction carried',
    edits: [
      {
        file: 'networks/evm/testimony.ts',
        from: "toQuantity(transaction['value'], host, 'transaction value') === transfer.amountAtomic",
        to: "toQuantity(transaction['value'], host, 'transaction value') >= 0n",
      },
    ],
  },
];
