/**
 * Collects what is submitted while a commit is under way and writes it together in the next. Alone, a row leaves at
 * once; under load many share one round trip and one fsync.
 *
 * `write` takes the group all or nothing. When it throws, the rows are written one by one, so that a bad row fails
 * only itself.
 */
export function createGroupCommit<Row, Result>(
  write: (rows: readonly Row[]) => Promise<(row: Row) => Result>,
  { maxGroup = 128, lanes = 2 }: { maxGroup?: number; lanes?: number } = {},
): (row: Row) => Promise<Result> {
  interface Waiting {
    readonly row: Row;
    readonly resolve: (result: Result) => void;
    readonly reject: (error: unknown) => void;
  }
  const waiting: Waiting[] = [];
  let busy = 0;
  let underWay = 0;

  async function writeEach(group: readonly Waiting[]): Promise<void> {
    for (const { row, resolve, reject } of group) {
      await write([row]).then((resultOf) => resolve(resultOf(row)), reject);
    }
  }

  async function writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const resultOf = await write(group.map(({ row }) => row));
      for (const { row, resolve } of group) resolve(resultOf(row));
    } catch (error) {
      if (group.length === 1) group[0]!.reject(error);
      else await writeEach(group);
    }
  }

  /** Shared out among the lanes: one that took all would leave the others idle (measured at 64 at once: a fifth less). */
  function nextGroup(): readonly Waiting[] {
    return waiting.splice(0, Math.min(maxGroup, Math.ceil((waiting.length + underWay) / lanes)));
  }

  async function runLane(): Promise<void> {
    busy++;
    while (waiting.length > 0) {
      const group = nextGroup();
      underWay += group.length;
      await writeGroup(group);
      underWay -= group.length;
    }
    busy--;
  }

  return (row) =>
    new Promise((resolve, reject) => {
      waiting.push({ row, resolve, reject });
      if (busy < lanes) void runLane();
    });
}
