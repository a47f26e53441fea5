import { readFileSync } from 'node:fs';

/** The last test run in one line: `123 passed, 0 failed`. Exits 1 when anything failed or nothing ran. */
interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
}

const results = JSON.parse(readFileSync('node_modules/.cache/test-results.json', 'utf8')) as Results;
// A file that cannot be loaded has no tests to count, and is a failure all the same.
const failed = Math.max(results.numFailedTests, results.numFailedTestSuites > 0 ? 1 : 0);
console.log(`${results.numPassedTests} passed, ${failed} failed`);
process.exitCode = failed > 0 || results.numPassedTests === 0 ? 1 : 0;
