import type { Finality } from '../core/chain/assurance.ts';
import { spanOf } from '../core/chain/heights.ts';
import type { Instant } from '../core/time.ts';
import type { TagStand } from '../operations/read-tag-heights.ts';

/** Tags move in strides of minutes, and not everywhere at the same moment. */
const PATIENCE_MS = 300_000;

export interface TagWatch {
  note(stands: readonly TagStand[]): void;
}

interface Mark {
  readonly height: bigint;
  readonly at: Instant;
}

/**
 * Nodes that do not say of a tag, for five minutes, what another said of it: their consensus client has stopped, or one of them
 * makes heights up. It holds nothing up while as many as the quorum asks say enough, and else payments wait for it: either is
 * told of each node once, and when it has caught up.
 */
export function createTagWatch(now: () => Instant, tell: (host: string, detail: string | null) => void): TagWatch {
  const marks = new Map<Finality, Mark>();
  const told = new Set<string>();

  function compare({ tag, byHost }: TagStand, reached: bigint): void {
    for (const { host, height } of byHost) {
      const key = `${tag} ${host}`;
      if (height >= reached) {
        if (told.delete(key)) tell(host, null);
      } else if (!told.has(key)) {
        told.add(key);
        tell(host, `it says that ${tag} is ${height}, another that it is ${reached}`);
      }
    }
  }

  return {
    note(stands) {
      for (const stand of stands.filter(({ byHost }) => byHost.length > 0)) {
        const mark = marks.get(stand.tag);
        if (mark && now() - mark.at < PATIENCE_MS) continue;
        if (mark) compare(stand, mark.height);
        marks.set(stand.tag, { height: spanOf(stand.byHost.map(({ height }) => height)).to, at: now() });
      }
    },
  };
}
