import { expect, it } from 'vitest';
import { useGateway } from '../../../testing/use-gateway.ts';

const on = useGateway();
const AT_ONCE = 40;
const sixteen = 16;
const hosts = 64;

const outcomes = (answers: readonly { status: number; body: { error?: { code: string } } }[]) =>
  answers.map(({ status, body }) => body.error?.code ?? status);

it('of forty endpoints that are made at once, sixteen are', async () => {
  const answers = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, i) =>
      on.api.call('POST', '/webhook_endpoints', { body: { url: `https://shop.example/${i}`, events: ['*'] } }),
    ),
  );
  expect(outcomes(answers).filter((each) => each === 201)).toHaveLength(sixteen);
  expect(outcomes(answers).filter((each) => each === 'too_many_webhook_endpoints')).toHaveLength(AT_ONCE - sixteen);
});

it('checkouts that are made at once name no more than sixty-four hosts', async () => {
  const answers = await Promise.all(
    Array.from({ length: hosts + 20 }, (_, i) => on.create({ ipnUrl: `https://shop${i}.example/ipn` })),
  );
  expect(outcomes(answers).filter((each) => each === 200)).toHaveLength(hosts);
  expect(outcomes(answers).filter((each) => each === 'too_many_webhook_endpoints')).toHaveLength(20);
});
