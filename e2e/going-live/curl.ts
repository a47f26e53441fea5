/** Stands in for curl where a machine has none: the options that the pages use, and no more. */
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    fail: { type: 'boolean', short: 'f' },
    silent: { type: 'boolean', short: 's' },
    'show-error': { type: 'boolean', short: 'S' },
    request: { type: 'string', short: 'X' },
    header: { type: 'string', short: 'H', multiple: true },
    data: { type: 'string', short: 'd' },
  },
});

const headers = Object.fromEntries((values.header ?? []).map((line) => line.split(': ', 2) as [string, string]));
const answer = await fetch(positionals[0]!, {
  headers,
  ...(values.data !== undefined && { method: 'POST', body: values.data }),
  ...(values.request !== undefined && { method: values.request }),
});
if (answer.ok) process.stdout.write(await answer.text());
else process.stderr.write(`curl: (22) The requested URL returned error: ${answer.status}\n`);
process.exitCode = answer.ok ? 0 : 22;
