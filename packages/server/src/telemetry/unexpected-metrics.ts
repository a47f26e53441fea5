import { Gauge, type Registry } from 'prom-client';
import type { ListedReason } from '../core/books/unexpected.ts';

export interface OpenUnexpected {
  readonly livemode: boolean;
  readonly reason: ListedReason;
  readonly count: number;
}

const EACH: Readonly<Record<ListedReason, true>> = {
  after_cancel: true,
  after_grace: true,
  balance_surplus: true,
  confirmed_late: true,
  unlisted_token: true,
  wrong_asset: true,
  wrong_network: true,
};

/** What waits for a person's decision, as the books have it. While the database does not answer the series are absent. */
export function watchUnexpected(registry: Registry, read: () => Promise<readonly OpenUnexpected[]>): void {
  new Gauge({
    name: 'opentill_unexpected_transfers_open',
    help: 'Transfers that came, do not count, and wait for a decision, by the reason why they do not.',
    labelNames: ['livemode', 'reason'],
    registers: [registry],
    async collect() {
      const open = await read().catch(() => null);
      this.reset();
      if (open === null) return;
      for (const livemode of ['true', 'false']) for (const reason in EACH) this.set({ livemode, reason }, 0);
      for (const { livemode, reason, count } of open) this.set({ livemode: String(livemode), reason }, count);
    },
  });
}
