import { refundVisitor } from '../../../http/hosted/refunds/refund-visitor.fixture.ts';
import type { RefundBench } from '../../refund-bench.ts';
import { newHash, refundScene } from '../../refund-scene.ts';
import { WALLET } from '../../refunds.ts';
import { made, type ToldEvent } from './scene.ts';

/** A refund for each event of refunds, on a chain that moves. */
export async function tellOfRefunds(bench: RefundBench): Promise<readonly ToldEvent[]> {
  return [
    { entry: 'refund.created', id: (await create(bench)).id },
    { entry: 'refund.address_given', id: await addressGiven(bench) },
    { entry: 'refund.sent', id: (await refundScene(bench).sentRefund(newHash())).id },
    { entry: 'refund.confirmed', id: await mined(bench, {}) },
    { entry: 'refund.failed', id: await mined(bench, { isReverted: true }) },
    { entry: 'refund.canceled', id: await canceled(bench) },
    { entry: 'refund.paid_after_all', id: await paidAfterAll(bench) },
  ];
}

async function create(bench: RefundBench, body: object = {}): Promise<{ id: string; refundUrl: string }> {
  const { id: sessionId } = await bench.paidSession();
  return made(await bench.api.call('POST', '/refunds', { body: { sessionId, reason: 'Ordered twice', ...body } }));
}

/** As its page does it. */
async function addressGiven(bench: RefundBench): Promise<string> {
  const { id, refundUrl } = await create(bench);
  const visitor = refundVisitor(bench.api, new URL(refundUrl).pathname);
  await visitor.open();
  const { status } = await visitor.submit({ address: WALLET }, { step: 'give' });
  if (status !== 303) throw new Error(`the page answered ${status}`);
  return id;
}

async function mined(bench: RefundBench, how: object): Promise<string> {
  const txHash = newHash();
  const { sentRefund, pay } = refundScene(bench);
  const { id } = await sentRefund(txHash);
  pay(txHash, how);
  await bench.mine(3);
  await bench.watch();
  return id;
}

async function canceled(bench: RefundBench): Promise<string> {
  const { id } = await create(bench, { toAddress: WALLET });
  made(await bench.api.call('POST', `/refunds/${id}/cancel`));
  return id;
}

/** It was given up when nobody had seen its transaction for a while, which then was mined. */
async function paidAfterAll(bench: RefundBench): Promise<string> {
  const txHash = newHash();
  const { sentRefund, pay } = refundScene(bench);
  const { id } = await sentRefund(txHash);
  bench.api.clock.advance(11 * 60_000);
  await bench.watch();
  made(await bench.api.call('POST', `/refunds/${id}/cancel`));
  pay(txHash);
  await bench.mine(3);
  await bench.watch();
  return id;
}
