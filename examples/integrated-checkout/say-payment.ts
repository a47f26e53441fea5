import type { Config } from './config.ts';
import type { Order } from './orders.ts';

/**
 * Says for the merchant which payment an order is, and in development how to play the customer: a command that takes the key from
 * where it lies, since keys do not go into logs.
 */
export function sayPayment({ opentillUrl, devFile }: Config, { id, session }: Order): void {
  console.log(`Payment ${session.id} is for order ${id}.`);
  if (devFile === null) return;
  const key = `$(node -p "require('${devFile}').apiKey")`;
  console.log(`To pay it:
  curl -X POST ${opentillUrl}/api/v1/test/checkout_sessions/${session.id}/pay \\
    -H "Authorization: Bearer ${key}" \\
    -H "Content-Type: application/json" -d '{"scenario": "exact"}'`);
}
