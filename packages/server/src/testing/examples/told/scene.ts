import { seeTransfer } from '../../books.ts';
import { type TestApi, USDC } from '../../test-api.ts';

/** A message that the document shows: the entry of `webhooks` that it stands under, and the object that it tells of. */
export interface ToldEvent {
  readonly entry: string;
  /** In the words of the message. */
  readonly id: string;
}

const DOLLARS_50 = 50_000_000n;

/** A session that the devnet alone can pay, in USDC: over 50 dollars where nothing else is said. */
export async function openSession(api: TestApi, body: object = {}) {
  const order = { amount: { value: '50.00', currency: 'USD' }, metadata: { orderId: '123' }, ...body };
  const answer = await api.call('POST', '/checkout_sessions', {
    body: { allowedMethods: ['Devnet:USDC'], successUrl: 'https://example.com/ok', ...order },
  });
  return made(answer);
}

/** 50 USDC, confirmed. */
export const payDollars50 = (api: TestApi, id: string) =>
  seeTransfer(api, id, { contract: USDC, amountAtomic: DOLLARS_50, confirmed: true });

/** The body of an answer. Throws for what was refused. */
export function made({ status, body }: Awaited<ReturnType<TestApi['call']>>) {
  if (status >= 300) throw new Error(`was answered ${status}: ${JSON.stringify(body)}`);
  return body;
}
