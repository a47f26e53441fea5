import { describe, expect, it } from 'vitest';
import { createGroupCommit } from './group-commit.ts';

/** A commit that ends when the test says so, and remembers its groups. */
function controlled(
  failsOn: (rows: readonly string[]) => boolean = () => false,
  limits: { lanes: number; maxGroup: number } = { lanes: 1, maxGroup: 3 },
) {
  const groups: (readonly string[])[] = [];
  const waiting: (() => void)[] = [];
  const submit = createGroupCommit<string, string>(async (rows) => {
    groups.push(rows);
    await new Promise<void>((resolve) => waiting.push(resolve));
    if (failsOn(rows)) throw new Error(`refused: ${rows.join()}`);
    return (row) => row.toUpperCase();
  }, limits);
  /** Lets every commit through, those that follow included. */
  async function drain(): Promise<void> {
    for (let i = 0; i < 50; i++) {
      for (const resolve of waiting.splice(0)) resolve();
      await Promise.resolve();
    }
  }
  return { submit, groups, drain };
}

describe('grouped commits', () => {
  it('send a lone row at once, and what comes meanwhile together', async () => {
    const { submit, groups, drain } = controlled();
    const results = ['a', 'b', 'c', 'd', 'e'].map((row) => submit(row));
    expect(groups).toEqual([['a']]);
    await drain();
    expect(await Promise.all(results)).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(groups).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  });

  it('leave no lane idle while others hold all that there is', async () => {
    const { submit, groups, drain } = controlled(undefined, { lanes: 2, maxGroup: 100 });
    const results = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((row) => submit(row));
    await drain();
    await Promise.all(results);
    expect(groups).toEqual([['a'], ['b'], ['c', 'd', 'e', 'f'], ['g', 'h']]);
  });

  it('let a bad row fail alone', async () => {
    const { submit, drain } = controlled((rows) => rows.includes('bad'));
    const results = Promise.allSettled(['first', 'good', 'bad', 'fine'].map((row) => submit(row)));
    await drain();
    expect((await results).map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual([
      'FIRST',
      'GOOD',
      'failed',
      'FINE',
    ]);
  });

  it('go on after a failure', async () => {
    const { submit, drain } = controlled((rows) => rows.includes('bad'));
    const failed = submit('bad').catch((error: Error) => error.message);
    await drain();
    expect(await failed).toBe('refused: bad');
    const next = submit('good');
    await drain();
    expect(await next).toBe('GOOD');
  });
});
