import { Gauge, type Registry } from 'prom-client';

export interface PriceStatus {
  readonly sources: readonly { readonly name: string; readonly lastSuccessAt: number | null }[];
  readonly pairs: readonly {
    readonly symbol: string;
    readonly currency: string;
    readonly ageMs: number | null;
    readonly refused: string | null;
  }[];
}

/** How each price source does, and how old each price is. */
export function watchRates(registry: Registry, status: () => PriceStatus): void {
  const registers = [registry];
  new Gauge({
    name: 'opentill_price_source_last_success_timestamp_seconds',
    help: 'When the source last answered, in seconds since 1970; 0: not since the start.',
    labelNames: ['source'],
    registers,
    collect() {
      for (const { name, lastSuccessAt } of status().sources) this.set({ source: name }, (lastSuccessAt ?? 0) / 1000);
    },
  });
  new Gauge({
    name: 'opentill_price_age_seconds',
    help: 'Age of the accepted price; absent where there is none.',
    labelNames: ['pair'],
    registers,
    collect() {
      for (const pair of status().pairs) if (pair.ageMs !== null) this.set({ pair: nameOf(pair) }, pair.ageMs / 1000);
    },
  });
  new Gauge({
    name: 'opentill_price_accepted',
    help: '1 while the last round of asking gave a price, 0 while it was refused.',
    labelNames: ['pair'],
    registers,
    collect() {
      for (const pair of status().pairs) this.set({ pair: nameOf(pair) }, pair.refused === null ? 1 : 0);
    },
  });
}

function nameOf({ symbol, currency }: { symbol: string; currency: string }): string {
  return `${symbol}/${currency}`;
}
