import { describe, expect, it } from 'vitest';
import { rotateWebhookSecret } from '../operations/rotate-webhook-secret.ts';
import { signedWith } from '../testing/signed-with.ts';
import { useWebhookBench } from '../testing/use-webhook-bench.ts';

const on = useWebhookBench();

describe("a secret's rotation", () => {
  it('signs with both secrets during the overlap, then with the new one alone', async () => {
    const shop = await on.receiver();
    const endpoint = await on.bench.endpoint(shop.url);
    const rotated = await rotateWebhookSecret(on.bench, on.bench.store, on.bench.principal, endpoint.id, 3600);
    const fresh = rotated.outcome === 'rotated' ? rotated.secret : '';
    on.bench.worker();
    await on.bench.events(1);
    await shop.received(1);
    const during = shop.requests[0]!;
    expect(signedWith(fresh, during.body, during.headers)).toBe(true);
    expect(signedWith(endpoint.secret, during.body, during.headers)).toBe(true);
    on.bench.clock.advance(3_601_000);
    await on.bench.events(1);
    await shop.received(2);
    const after = shop.requests[1]!;
    expect(after.headers['webhook-signature']!.split(' ')).toHaveLength(1);
    expect(signedWith(fresh, after.body, after.headers)).toBe(true);
    expect(signedWith(endpoint.secret, after.body, after.headers)).toBe(false);
  });

  it('with no overlap ends the old secret at once', async () => {
    const shop = await on.receiver();
    const endpoint = await on.bench.endpoint(shop.url);
    await rotateWebhookSecret(on.bench, on.bench.store, on.bench.principal, endpoint.id, 0);
    on.bench.worker();
    await on.bench.events(1);
    await shop.received(1);
    expect(signedWith(endpoint.secret, shop.requests[0]!.body, shop.requests[0]!.headers)).toBe(false);
  });
});
