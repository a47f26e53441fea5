import type { Messages } from '../messages/en.ts';
import type { TransferView } from '../view.ts';

/** What arrived and does not count, in a sentence: shown above the payment, and read out when it comes. */
export function unexpectedHeading({ amount, unknownToken, networkLabel }: TransferView, { notices }: Messages): string {
  if (unknownToken) return notices.unknownHeading(amount, unknownToken, networkLabel);
  return notices.unexpectedHeading(amount, networkLabel);
}
