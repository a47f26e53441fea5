/**
 * Writes api/openapi.json: the API's contract, as the route schemas of the real server describe it. `--check` writes
 * nothing and exits with 1 when that file is out of date.
 */
import { settleGenerated } from './generated-file.ts';
import { describeWholeApi } from './openapi-document.ts';

const document = await describeWholeApi();
await settleGenerated(
  new URL('../api/openapi.json', import.meta.url),
  `${JSON.stringify(document, null, 2)}\n`,
  'npm run generate',
);
