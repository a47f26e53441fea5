import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { Opentill } from './index.ts';

/** The same sessions in other systems' words: their clients have libraries of their own. */
const DIALECTS: ReadonlySet<string> = new Set(['PayByToken', 'Radom', 'WeWire', 'payment-gateway.app']);
const CONTRACT = fileURLToPath(new URL('../../../api/openapi.json', import.meta.url));
const ID = 'an-id';

type Call = (...values: readonly unknown[]) => unknown;

/** `POST /api/v1/refunds/{id}/sent`, with its tag, for every operation outside the dialects. */
function operations(): ReadonlyMap<string, string> {
  const { paths } = JSON.parse(readFileSync(CONTRACT, 'utf8')) as {
    paths: Record<string, Record<string, { tags?: string[] }>>;
  };
  return new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { tags }]) =>
        tags?.[0] === undefined || DIALECTS.has(tags[0]) ? [] : [[`${method.toUpperCase()} ${path}`, tags[0]] as const],
      ),
    ),
  );
}

/** Calls every method of every resource, and says what each asked the server for. */
async function askEverything(): Promise<ReadonlySet<string>> {
  const asked = new Set<string>();
  const record: typeof fetch = async (url, init) => {
    asked.add(`${init?.method} ${new URL(String(url)).pathname.replace(`/${ID}`, '/{id}')}`);
    return Response.json({ data: [], hasMore: false, nextCursor: null });
  };
  const client = new Opentill('ck_test_x', { baseUrl: 'http://opentill.test', fetch: record });
  const resources = Object.values(client).flatMap((each) => (isResource(each) ? [each] : Object.values(each)));
  for (const resource of resources) {
    const names = Object.getOwnPropertyNames(Object.getPrototypeOf(resource)).filter((name) => name !== 'constructor');
    for (const name of names)
      await (resource[name] as Call)(...(/^(create|list|exportCsv)$/.test(name) ? [] : [ID]), {});
  }
  return asked;
}

const isResource = (value: object) => Object.getPrototypeOf(value) !== Object.prototype;

it('has a resource for every tag of the API, and a method for every operation', async () => {
  const asked = await askEverything();
  const missing = [...operations()].filter(([operation]) => !asked.has(operation));
  expect(missing.map(([operation, tag]) => `${tag}: ${operation}`)).toEqual([]);
});

it('asks for nothing that the API does not have', async () => {
  const known = operations();
  expect([...(await askEverything())].filter((operation) => !known.has(operation))).toEqual([]);
});
