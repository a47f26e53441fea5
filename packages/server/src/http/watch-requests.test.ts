import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../testing/test-api.ts';
import { until } from '../testing/until.ts';

const lines: string[] = [];
const logOutput = new Writable({
  write(chunk, _encoding, done) {
    lines.push(String(chunk).trim());
    done();
  },
});

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi({ LOG_LEVEL: 'debug' }, { logOutput });
});
afterAll(() => api.close());

/** The line of this request, which is written once the answer is out. */
async function lineOf({ headers }: { headers: Readonly<Record<string, unknown>> }): Promise<string> {
  const id = `requestId=${headers['x-request-id']} `;
  await until(() => lines.some((line) => line.includes(id)), true);
  return lines.find((line) => line.includes(id))!;
}

const create = (body: object, key?: string) => api.call('POST', '/checkout_sessions', { body, ...(key && { key }) });

it('finds a refused request by the id in its answer, with what was wrong and how long it took', async () => {
  const refused = await create({ amount: { value: '-1', currency: 'USD' } });
  expect(refused.status).toBe(400);
  expect(await lineOf(refused)).toMatch(
    /debug request answered .*method=POST route=\/api\/v1\/checkout_sessions status=400 code=amount_invalid param=amount\.value ms=\d+$/,
  );
});

it('says of a request without a key which rule refused it, and nothing of the key that was tried', async () => {
  const refused = await create({}, 'ck_test_of_somebody_else');
  const line = await lineOf(refused);
  expect(line).toMatch(/status=401 code=api_key_invalid ms=\d+$/);
  expect(line).not.toContain('somebody');
});

it('says how long an answer took that was no refusal', async () => {
  const line = await lineOf(await create({ amount: { value: '1.00', currency: 'USD' } }));
  expect(line).toMatch(/status=201 ms=\d+$/);
});

it('shortens a name that the client made up', async () => {
  const refused = await create({ amount: { value: '1.00', currency: 'USD' }, ['x'.repeat(5000)]: 1 });
  expect(await lineOf(refused)).toMatch(/code=parameter_unknown param=x{100} ms=\d+$/);
});

it('says what a page was refused with', async () => {
  const missing = await api.call('GET', '/checkout/none', { key: null });
  expect(await lineOf(missing)).toMatch(/route=\/checkout\/:code status=404 code=session_not_found ms=\d+$/);
});
