import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { percentile } from './statistics.ts';

/** What the figures depend on, one fact a line. */
export function machineFacts(): string[] {
  return [
    `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${process.platform} ${release()}, Node ${process.versions.node}`,
    `fsync of 8 kB in ${tmpdir()}: ${fsyncMs().toFixed(2)} ms (median of 50)`,
    `load before: ${loadavg()[0]!.toFixed(2)}`,
  ];
}

/** What a commit alone waits for. */
function fsyncMs(): number {
  const path = join(tmpdir(), `opentill-fsync-${process.pid}`);
  const file = openSync(path, 'w');
  try {
    const page = Buffer.alloc(8192, 1);
    const times = Array.from({ length: 50 }, () => {
      const startedAt = performance.now();
      writeSync(file, page);
      fsyncSync(file);
      return performance.now() - startedAt;
    });
    return percentile(times, 50);
  } finally {
    closeSync(file);
    rmSync(path);
  }
}
