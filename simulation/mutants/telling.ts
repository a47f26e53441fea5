import type { Mutant } from './mutant.ts';

/** What merchants are told. */
export const TELLING: readonly Mutant[] = [
  {
    name: 'same-version',
    breaks: 'a change that is told does not raise the version',
    edits: [
      {
        file: 'operations/rederive-sessions.ts',
        from: 'version: session.version + told.length,',
        to: 'version: session.version,',
      },
    ],
  },
  {
    name: 'lose-oldest-event',
    breaks: 'of the events that wait the first is not told',
    edits: [
      {
        file: 'operations/dispatch-events.ts',
        from: 'const matches = await lockUndispatched(tx, limit);\n    if (matches.length === 0) return { events: [], money: [] };',
        to: 'const matches = (await lockUndispatched(tx, limit)).slice(1);\n    if (matches.length === 0) return { events: [], money: [] };',
      },
    ],
  },
  {
    name: 'dispatch-marks-first',
    breaks: 'events are marked as dispatched before their deliveries are written',
    edits: [
      {
        file: 'operations/dispatch-events.ts',
        from: 'return retriedTransaction(store, async (tx) => {',
        to: 'const tx = store as never;\n  return (async () => {',
      },
      {
        file: 'operations/dispatch-events.ts',
        from: 'await markDispatched(tx, matches, deliveries, runtime.now());',
        to: 'await markDispatched(tx, matches, [], runtime.now());\n    await markDispatched(tx, [], deliveries, runtime.now());',
      },
      {
        file: 'operations/dispatch-events.ts',
        from: ': [] };\n  });',
        to: ': [] };\n  })();',
      },
    ],
  },
  {
    name: 'failure-is-success',
    breaks: 'a delivery that failed is marked as delivered',
    edits: [
      {
        file: 'operations/attempt-delivery.ts',
        from: "if (verdict.kind === 'delivered') await",
        to: "if (verdict.kind !== 'gone') await",
      },
    ],
  },
  {
    name: 'one-attempt',
    breaks: 'a delivery that failed is not tried again',
    edits: [
      {
        file: 'operations/attempt-delivery.ts',
        from: "const next = verdict.kind === 'retry' ? verdict.at : null;",
        to: 'const next = null;',
      },
    ],
  },
  {
    name: 'paid-again',
    breaks: 'every derivation tells the status, whether it has changed or not',
    edits: [
      {
        file: 'core/session/tell.ts',
        from: 'if (derived.status !== told.status) types.push',
        to: "if (derived.status !== told.status || derived.status === 'paid') types.push",
      },
    ],
  },
];
