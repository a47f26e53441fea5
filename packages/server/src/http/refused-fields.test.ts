import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lateTransfer, underpaidSession } from '../testing/refunds.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const refusal = async (method: 'GET' | 'POST', path: string, body?: unknown) => {
  const answer = await api.call(method, path, body === undefined ? {} : { body });
  return { status: answer.status, ...answer.body.error };
};

describe('an unknown query parameter', () => {
  it.each([
    ['/refunds', ['limit', 'starting_after', 'session', 'status']],
    ['/unexpected_transfers', ['limit', 'starting_after', 'status', 'session']],
    ['/webhook_deliveries', ['limit', 'starting_after', 'endpoint', 'event', 'status']],
  ])('of %s is called one, and the known ones are named', async (path, known) => {
    const refused = await refusal('GET', `${path}?sessionId=cs_1`);
    expect(refused).toMatchObject({ status: 400, code: 'parameter_unknown', param: 'sessionId' });
    const names = known.map((name) => `\`${name}\``).join(', ');
    expect(refused.message).toBe(`This route knows no query parameter \`sessionId\`. It knows ${names}.`);
  });

  it('of the list of sessions is told what filters there are', async () => {
    const refused = await refusal('GET', '/checkout_sessions?email=a@example.com');
    expect(refused).toMatchObject({ status: 400, code: 'parameter_unknown', param: 'email' });
    expect(refused.message).toMatch(/knows no query parameter `email`.*`status`.*`customerEmail`.*`metadata\[key\]`/);
  });

  it('is not what an unknown field of a body is called', async () => {
    const { message } = await refusal('POST', '/refunds', { sessionId: 'cs_1', reason: 'Twice', session: 'cs_1' });
    expect(message).toBe('This route knows no field `session`.');
  });
});

describe('no body, where one is needed', () => {
  it('is told what it must have', async () => {
    const [session, transfer] = [await underpaidSession(api, 20_000_000n), await lateTransfer(api)];
    const paths = [`/checkout_sessions/${session.id}/accept`, `/unexpected_transfers/${transfer.id}/write_off`];
    for (const path of paths) {
      const refused = await refusal('POST', path);
      expect(refused).toMatchObject({ status: 400, code: 'parameter_invalid', param: 'body' });
      expect(refused.message).toBe('The body must be a JSON object with `reason`.');
    }
    expect((await refusal('POST', `/unexpected_transfers/${transfer.id}/refund`)).message).toBe(
      'The body must be a JSON object with `txHash` and `reason`.',
    );
  });

  it.each([undefined, {}])('of a refund (%j) is told of both things that it lacks', async (body) => {
    const refused = await refusal('POST', '/refunds', body);
    expect(refused).toMatchObject({ status: 400, code: 'parameter_missing', param: 'sessionId' });
    expect(refused.message).toBe(
      'Say what goes back, with `sessionId` or `unexpectedTransferId`, and why, with `reason`.',
    );
  });
});

it('an empty text is called empty', async () => {
  const refused = await refusal('POST', '/refunds', { sessionId: 'cs_1', reason: '' });
  expect(refused.message).toBe('`reason` must not be empty.');
});
