import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hex } from '../core/hex.ts';
import { auditChain } from '../ingest/audit-chain.ts';
import { openRefundBench, type RefundBench } from '../testing/refund-bench.ts';
import { newHash, type RefundScene, refundScene } from '../testing/refund-scene.ts';

let bench: RefundBench;
let sentRefund: RefundScene['sentRefund'];
let pay: RefundScene['pay'];
beforeAll(async () => {
  bench = await openRefundBench();
  ({ sentRefund, pay } = refundScene(bench));
});
afterAll(() => bench.close());

describe('the audit of refunds', () => {
  async function confirmed() {
    const txHash = newHash();
    const made = await sentRefund(txHash);
    pay(txHash);
    await bench.mine(3);
    await bench.watch();
    expect(await bench.contradictions()).toEqual([]);
    return { ...made, txHash };
  }
  /** What the audit says of one. */
  const saidOf = async ({ txHash }: { txHash: Hex }) =>
    (await bench.contradictions()).filter((each) => each.txHash === txHash);
  const sql = (text: string, ...values: unknown[]) => bench.api.database.pool.query(text, values);
  const bytes = (hex: string) => Buffer.from(hex.slice(2), 'hex');

  it('finds one that is confirmed and of which the ledger holds nothing', async () => {
    const txHash = newHash();
    await sentRefund(txHash);
    const undo = () => sql("UPDATE refunds SET status = 'sent' WHERE tx_hash = $1", bytes(txHash));
    await sql("UPDATE refunds SET status = 'confirmed', next_check_at = NULL WHERE tx_hash = $1", bytes(txHash));
    expect(await saidOf({ txHash })).toMatchObject([
      { kind: 'refund', expected: expect.stringContaining('"refunded": 50000000'), found: 'nothing' },
    ]);
    await undo();
  });

  it('finds one that the ledger holds and that is not confirmed', async () => {
    const made = await confirmed();
    await sql("UPDATE refunds SET status = 'failed' WHERE tx_hash = $1", bytes(made.txHash));
    expect(await saidOf(made)).toMatchObject([{ kind: 'refund', expected: expect.stringContaining('nothing') }]);
    await sql("UPDATE refunds SET status = 'confirmed' WHERE tx_hash = $1", bytes(made.txHash));
  });

  it('finds one whose block is none of the chain’s', async () => {
    const made = await confirmed();
    const block = bytes(`0x${'b1'.repeat(32)}`);
    await sql('UPDATE refunds SET block_hash = $2 WHERE tx_hash = $1', bytes(made.txHash), block);
    const [said] = await saidOf(made);
    expect(said).toMatchObject({ kind: 'refund', found: `block 0x${'b1'.repeat(32)}` });
    const { number } = bench.chain.tip;
    const chain = { network: bench.network, source: bench.chain.source(), range: { from: 1n, to: number } };
    const deps = { store: bench.api.database.store, runtime: bench.api.clock };
    const { differences } = await auditChain(deps, { ...chain, onProgress() {} });
    expect(differences.filter(({ kind }) => kind === 'refund')).toMatchObject([{ txHash: made.txHash }]);
  });
});
