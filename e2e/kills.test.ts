import { expect, test } from 'vitest';
import { runKills } from './kills/run-kills.ts';

// A server starts about seven times here, and a delivery that a dead process had claimed is free after half a minute.
const PATIENCE_MS = 300_000;

test(
  'attack 29: ten times kill -9 of server, database and both during payments loses nothing and tells nothing twice as new',
  async () => {
    const run = await runKills({ kills: 10, paymentsPerKill: 2, withinMs: 1000 });
    const { kills, payments, decisions, takenBack, events, violations } = run;
    expect(violations).toEqual([]);
    expect(kills).toEqual({ server: 3, database: 4, both: 3 });
    expect({ payments, decisions }).toEqual({ payments: 24, decisions: 4 });
    // There are three reorgs, each soon after a payment was mined.
    expect(takenBack).toBeGreaterThan(0);
    // Each was told at least that it was created and that it is paid.
    expect(events).toBeGreaterThanOrEqual(2 * payments);
  },
  PATIENCE_MS,
);
