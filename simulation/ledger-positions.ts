import type { EntryRow, TransferRow } from './books.ts';
import type { Standing } from './reference.ts';

/** What the ledger's rows, summed, say of each transfer. */
export interface Positions {
  /** 5: the whole of it is in the one account where the facts put it, in its own asset. */
  flaws(row: TransferRow, standing: Standing | undefined): readonly string[];
}

export function readPositions(entries: readonly EntryRow[]): Positions {
  const byTransfer = new Map<string, EntryRow[]>();
  for (const entry of entries) {
    if (entry.transfer_id === null) continue;
    byTransfer.set(entry.transfer_id, [...(byTransfer.get(entry.transfer_id) ?? []), entry]);
  }
  return {
    flaws(row, standing) {
      const own = byTransfer.get(row.id) ?? [];
      const expected = accountOf(row, standing);
      const actual = describe(own, row.amount);
      const isOther = own.some(({ network, contract }) => network !== row.network || contract !== row.contract);
      return [
        ...(actual === expected
          ? []
          : [`5: the ledger has ${row.amount} of ${row.id} at ${actual}, where the facts say ${expected}`]),
        ...(isOther ? [`5: the ledger has ${row.id} in another asset than it came in`] : []),
      ];
    },
  };
}

function accountOf({ confirmed_at, unexpected_status }: TransferRow, standing: Standing | undefined): string {
  if (standing === undefined || confirmed_at === null) return 'nowhere';
  if (standing !== 'unexpected') return 'credited';
  return unexpected_status === 'written_off' ? 'written_off' : 'unexpected';
}

/** The account that holds it whole, or what each holds where it is not so. */
function describe(entries: readonly EntryRow[], whole: bigint): string {
  const balance = new Map<string, bigint>();
  for (const { debit, credit, amount } of entries) {
    balance.set(debit, (balance.get(debit) ?? 0n) - amount);
    balance.set(credit, (balance.get(credit) ?? 0n) + amount);
  }
  const held = [...balance].filter(([account, amount]) => account !== 'received' && amount !== 0n);
  if (held.length === 0) return 'nowhere';
  const [account, amount] = held[0]!;
  const isWhole = held.length === 1 && amount === whole && balance.get('received') === -whole;
  return isWhole ? account : held.map(([each, sum]) => `${each} ${sum}`).join(', ');
}
