import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: [
      'packages/*/src/**/*.test.{ts,tsx}',
      'packages/*/test/**/*.test.ts',
      'e2e/**/*.test.ts',
      'examples/**/*.test.ts',
      'simulation/**/*.test.ts',
    ],
    globalSetup: ['packages/server/src/testing/global-setup.ts', 'e2e/shared-server.ts'],
    // Real databases, nodes and browsers run beside the tests: more workers than cores only makes them wait for each other.
    maxWorkers: 3,
    // The file is what `npm run test:summary` counts.
    reporters: ['default', ['json', { outputFile: 'node_modules/.cache/test-results.json' }]],
    // `expect.poll` waits for what a browser or another process does: its own second is too short for a busy machine.
    expect: { poll: { timeout: 30_000 } },
    // Limits for what hangs. On a third of the speed, with everything else beside it, a test takes up to ten times as long.
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
