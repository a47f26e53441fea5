import { MUTANTS } from './all.ts';
import { loadAs } from './load.ts';

/** What a child is told to do. */
export interface Order {
  readonly mutant: string;
  /** Of the PostgreSQL that all children share, each with a database of its own. */
  readonly serverUrl: string;
  readonly database: string;
  readonly seeds: number;
}

/** What became of the mutant. */
export type Verdict =
  | { readonly outcome: 'caught'; readonly seed: number; readonly violation: string }
  | { readonly outcome: 'missed'; readonly seeds: number }
  | { readonly outcome: 'broken'; readonly why: string };

process.once('message', (order: Order) => {
  void judge(order)
    .catch((error: Error): Verdict => ({ outcome: 'broken', why: error.stack ?? error.message }))
    .then((verdict) => process.send!(verdict, () => process.exit(0)));
});

/** Loads the server as the mutant has it, and runs seeds until an invariant breaks. */
async function judge({ mutant: name, serverUrl, database, seeds }: Order): Promise<Verdict> {
  const mutant = MUTANTS.find((each) => each.name === name)!;
  const unmet = loadAs(mutant);
  const { createSimulationDatabase } = await import('../database.ts');
  const { runSeed } = await import('../run-seed.ts');
  const [lost] = unmet();
  if (lost) return { outcome: 'broken', why: `nothing loads ${lost.file}` };
  const pool = await createSimulationDatabase(serverUrl, database);
  for (let seed = 1; seed <= seeds; seed++) {
    const { violations } = await runSeed(pool, seed);
    if (violations.length === 0) continue;
    // A task that fails is an accident: only a broken invariant shows that the wrong books were noticed.
    const violation = violations.find((each) => /^\d: /.test(each));
    if (violation !== undefined) return { outcome: 'caught', seed, violation };
    return { outcome: 'broken', why: `seed ${seed}: ${violations[0]}` };
  }
  return { outcome: 'missed', seeds };
}
