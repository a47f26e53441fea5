/**
 * `npm run check`: everything that can be told of the source without running it as a server, in order, until the first
 * failure.
 */
import { spawnSync } from 'node:child_process';

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  readonly remedy: string;
}

const node = process.execPath;
const STEPS: readonly Step[] = [
  {
    name: 'lint, format and import rules',
    command: ['biome', 'check', '.', '--error-on-warnings'],
    remedy: 'npx biome check --write <paths> mends what can be mended by itself.',
  },
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json'], remedy: 'Mend the types.' },
  {
    name: 'types of the client, as it is published',
    command: [node, 'packages/sdk/node_modules/typescript/bin/tsc', '-p', 'packages/sdk/tsconfig.json', '--noEmit'],
    remedy: 'Mend the types.',
  },
  {
    name: 'api/openapi.json is what the routes say',
    command: [node, 'scripts/generate-openapi.ts', '--check'],
    remedy: 'npm run generate',
  },
  {
    name: 'the client’s types are what api/openapi.json says',
    command: ['npm', 'run', '--silent', 'generate', '-w', 'packages/sdk', '--', '--check'],
    remedy: 'npm run generate',
  },
  {
    name: 'docs/errors.md is what the table of errors says',
    command: [node, 'scripts/generate-errors-doc.ts', '--check'],
    remedy: 'npm run generate',
  },
  {
    name: 'store/schema.sql is what the migrations make',
    command: [node, 'scripts/dump-schema.ts', '--check'],
    remedy: 'npm run generate',
  },
  {
    name: 'api/openapi.json is sound',
    command: ['redocly', 'lint', 'api/openapi.json'],
    remedy: 'Mend the route’s schema or packages/server/src/http/openapi/.',
  },
  {
    name: 'links between the pages lead somewhere',
    command: [node, 'scripts/check-links.ts'],
    remedy: 'Mend the link, or the heading that it names.',
  },
  {
    name: 'nothing unused',
    command: ['knip'],
    remedy: 'Remove it, or say in knip.json what uses it.',
  },
];

/** Neither tool is to call home. */
const environment = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

for (const { name, command, remedy } of STEPS) {
  const [program, ...parameters] = command;
  const { status, stdout, stderr, error } = spawnSync(program!, parameters, { encoding: 'utf8', env: environment });
  if (status === 0) {
    console.log(`ok    ${name}`);
    continue;
  }
  console.error(`${stdout}${stderr}${error?.message ?? ''}`);
  console.error(`FAIL  ${name}\n      ${remedy}`);
  process.exit(1);
}
