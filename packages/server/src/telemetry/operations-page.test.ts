import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

const page = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
const goingLive = readFileSync(new URL('../../../../docs/going-live.md', import.meta.url), 'utf8');
const SOURCE = join(import.meta.dirname, '..');

/** The messages of all log lines of the server; those of `npm start` and of tests are for other eyes. */
function messages(): string[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.includes('.test.') && !/^(dev|testing)\/|\/testing\//.test(file),
  );
  return files.flatMap((file) => {
    const text = readFileSync(join(SOURCE, file), 'utf8');
    const calls = text.match(/\blog\s*\.(?:info|warn|error|fatal)\((?:[^()]|\([^()]*\))*\)/g) ?? [];
    return calls.flatMap((call) => /'([^']+)',?\s*\)$/.exec(call)?.[1] ?? []);
  });
}

function metricNames(): string[] {
  const metrics = createMetrics();
  metrics.watchBacklog(async () => ({
    undispatchedEvents: 0,
    oldestEventSeconds: 0,
    dueDeliveries: 0,
    waitingDeliveries: 0,
    postponedWork: 0,
  }));
  metrics.watchFailedSessions(async () => ({ live: 0, test: 0 }));
  metrics.watchUnexpected(async () => []);
  metrics.watchPool({ totalCount: 0, idleCount: 0, waitingCount: 0 }, 1);
  metrics.watchRates(() => ({ sources: [], pairs: [] }));
  metrics.watchNodes(async () => []);
  metrics.pagesOpen(() => 0);
  const names = metrics.registry.getMetricsAsArray().map(({ name }) => name);
  return names.filter((name) => !/^opentill_(process|nodejs)_/.test(name));
}

describe('docs/operations.md', () => {
  it('explains every log line of information and above', () => {
    const said = messages();
    expect(said).toEqual(
      expect.arrayContaining(['listening', 'following faltered', 'a job failed; it runs again', 'request failed']),
    );
    expect(said.filter((message) => !page.includes(`\`${message}\``))).toEqual([]);
  });

  it('explains every metric, and none that is not', () => {
    const names = metricNames();
    expect(names).toContain('opentill_outbox_events');
    const explained = [...page.matchAll(/^\| `(opentill_\w+)` \|/gm)].map(([, name]) => name);
    expect(explained.toSorted()).toEqual(names.toSorted());
  });

  it('gives no alarm that docs/going-live.md leaves out', () => {
    const rules = [...page.matchAll(/^ {2}expr: (.+)$/gm)].map(([, rule = '']) => rule);
    expect(rules).toContain('increase(opentill_deep_reorgs_total[1h]) > 0');
    expect(rules.filter((rule) => !goingLive.includes(`\`${rule}\``))).toEqual([]);
  });
});
