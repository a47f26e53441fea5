import { runOut, seeTransfer } from './books.ts';
import { type TestApi, USDC } from './test-api.ts';

const DOLLARS_50 = 50_000_000n;
/** Somebody's wallet, spelled with its checksum (the third example of EIP-55). */
export const WALLET = '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB';
export const HASH = `0x${'3f'.repeat(32)}`;

/** A session over 50 USDC that was paid, in whole where nothing else is said. */
export async function paidSession(api: TestApi, amountAtomic = DOLLARS_50): Promise<{ id: string; address: string }> {
  const { body } = await api.call('POST', '/checkout_sessions', {
    body: { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:USDC' },
  });
  await seeTransfer(api, body.id, { contract: USDC, amountAtomic, confirmed: true });
  return body;
}

/** A session over 50 USDC of which a part came, and whose time, grace included, is over. */
export async function underpaidSession(api: TestApi, amountAtomic: bigint): Promise<{ id: string; address: string }> {
  const { body } = await api.call('POST', '/checkout_sessions', {
    body: { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:USDC', graceSeconds: 0 },
  });
  await seeTransfer(api, body.id, { contract: USDC, amountAtomic, confirmed: true });
  await runOut(api, body.id);
  return body;
}

/** 50 USDC that came when a session's time was over, open for a decision. */
export async function lateTransfer(api: TestApi): Promise<{ sessionId: string; id: string; from: string }> {
  const { body } = await api.call('POST', '/checkout_sessions', {
    body: { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:USDC', graceSeconds: 0 },
  });
  await runOut(api, body.id);
  await seeTransfer(api, body.id, { contract: USDC, amountAtomic: DOLLARS_50, confirmed: true });
  return (await api.call('GET', `/unexpected_transfers?session=${body.id}`)).body.data[0];
}

/** A refund of a paid session, and the end of its page's address. */
export async function newRefund(api: TestApi, body: object = {}) {
  const session = await paidSession(api);
  const { body: refund } = await api.call('POST', '/refunds', {
    body: { sessionId: session.id, reason: 'Ordered twice', ...body },
  });
  return { session, refund, path: new URL(refund.refundUrl).pathname };
}

/** Types of what was told of a session's refunds and unexpected money, oldest first. */
export async function refundEventsOf(api: TestApi, sessionId: string): Promise<readonly string[]> {
  const { body } = await api.call('GET', `/events?session=${sessionId}&limit=100`);
  return body.data
    .map(({ type }: { type: string }) => type)
    .filter((type: string) => /^(refund|unexpected_transfer)\./.test(type))
    .reverse();
}
