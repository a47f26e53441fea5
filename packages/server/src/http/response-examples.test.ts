import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployTokens } from '../dev/deploy-tokens.ts';
import { createDevnetPayer } from '../dev/devnet-payer.ts';
import { createRpc } from '../dev/rpc.ts';
import { type Anvil, startAnvil } from '../testing/anvil.ts';
import { closeSchemas } from '../testing/closed-schema.ts';
import { answerDocumented, type Place, type RecordedAnswers } from '../testing/examples/answer-documented.ts';
import { DOCUMENTED_REQUESTS } from '../testing/examples/documented-requests.ts';
import { EXAMPLE_TIME } from '../testing/examples/steady-answer.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';
import { REQUEST_EXAMPLES } from './openapi/request-examples.ts';

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

let anvil: Anvil;
let api: TestApi;
let operations: Map<string, Operation>;
let recorded: RecordedAnswers;
let places: Map<string, Place>;
let schemas: Ajv2020;
beforeAll(async () => {
  anvil = await startAnvil({ blockTimeSeconds: 1 });
  const rpc = createRpc(anvil.rpcUrl);
  const payer = createDevnetPayer(rpc, await deployTokens(rpc));
  api = await createTestApi({ OPENTILL_PUBLIC_URL: 'https://pay.example.com' }, { startAt: EXAMPLE_TIME, payer });
  const document = (await api.call('GET', '/openapi.json', { key: null })).body;
  const { paths } = document;
  // Formats are said for readers; the tests of each field hold them.
  schemas = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  schemas.addSchema(closeSchemas(document), 'api');
  places = new Map();
  operations = new Map();
  for (const [path, item] of Object.entries<Record<string, Operation>>(paths)) {
    for (const [method, operation] of Object.entries(item)) {
      operations.set(operation.operationId, operation);
      places.set(operation.operationId, { method: method.toUpperCase() as Place['method'], path });
    }
  }
  recorded = await answerDocumented(api, DOCUMENTED_REQUESTS, places);
});
afterAll(async () => {
  await api?.close();
  await anvil?.stop();
});

describe('the examples of answers in the API’s document', () => {
  it('are what the routes answer', async () => {
    const text = `${JSON.stringify(recorded, null, 2)}\n`;
    await expect(text, 'Run: npm run examples && npm run generate').toMatchFileSnapshot(
      './openapi/response-examples.json',
    );
  });

  it('are there for every operation that answers with a body', () => {
    const isAnswered = ({ responses }: Operation) =>
      Object.entries(responses).some(([status, { content }]) => status.startsWith('2') && content !== undefined);
    const missing = [...operations.values()]
      .filter((operation) => isAnswered(operation))
      .map(({ operationId }) => operationId)
      .filter((operationId) => recorded[operationId] === undefined);
    expect(missing, 'Add them to testing/examples/documented-requests.ts').toEqual([]);
  });

  it('are there for every example of a body, which so is one that the route takes', () => {
    const untried = Object.entries(REQUEST_EXAMPLES)
      .flatMap(([operationId, examples]) => Object.keys(examples).map((name) => [operationId, name] as const))
      .filter(([operationId, name]) => recorded[operationId]?.[name] === undefined);
    expect(untried, 'Add them to testing/examples/documented-requests.ts').toEqual([]);
  });

  it('have the statuses that the document names', () => {
    for (const [operationId, answers] of Object.entries(recorded))
      for (const { status } of Object.values(answers))
        expect(Object.keys(operations.get(operationId)!.responses), operationId).toContain(String(status));
  });

  it('are what their schemas say, with nothing beside', () => {
    const flaws = Object.entries(recorded).flatMap(([operationId, answers]) =>
      Object.entries(answers).flatMap(([name, { status, value }]) => {
        const { method, path } = places.get(operationId)!;
        const pointer = [
          path,
          method.toLowerCase(),
          'responses',
          String(status),
          'content',
          'application/json',
          'schema',
        ];
        const at = pointer
          .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
          .join('/');
        const check = schemas.compile({ $ref: `api#/paths/${at}` });
        if (check(value)) return [];
        return (check.errors ?? []).map((error) => `${operationId} ${name} ${error.instancePath} ${error.message}`);
      }),
    );
    expect(flaws).toEqual([]);
  });

  it('hold nothing that a run has drawn by chance', async () => {
    const text = JSON.stringify(recorded);
    expect(text).not.toContain(api.keys.live);
    expect(text).not.toMatch(/localhost|127\.0\.0\.1/);
  });
});
