import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** As `npm run` starts it. */
function run(script: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--conditions=source', script, ...args], { cwd: ROOT }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

describe.each(['simulation/simulate.ts', 'simulation/mutants.ts', 'scripts/kill-runs.ts'])('%s', (script) => {
  it.each([[['--sedes', '3']], [['--seeds']], [['100']]])('answers %j with how it is used', async (args) => {
    const { code, stdout, stderr } = await run(script, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('npm run ');
    expect(stderr).not.toContain('    at ');
  });

  it('explains itself with --help', async () => {
    const { code, stdout } = await run(script, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('npm run ');
  });
});
