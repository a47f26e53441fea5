import { OpentillConfigError } from '@opentill/sdk';
import { ConfigError, readConfig } from './config.ts';
import { OrdersFileError } from './orders.ts';
import { openShop, type Shop } from './server.ts';

let shop: Shop | undefined;

/* Started by another program, the shop ends with it, however that ended. */
process.on('disconnect', stop);
if (process.send && !process.connected) process.exit(0);
process.on('SIGTERM', stop);
// Ctrl-C reaches all programs of a terminal: whoever started the shop decides when it ends.
process.on('SIGINT', () => process.channel ?? stop());

try {
  shop = await openShop(readConfig());
  console.log(`The shop is open at ${shop.url}`);
  process.send?.({ type: 'ready', url: shop.url });
} catch (error) {
  console.error(`The shop cannot open: ${describe(error)}`);
  process.exit(1);
}

async function stop(): Promise<void> {
  await shop?.close();
  process.exit(0);
}

function describe(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return 'its port is in use by another program. Choose one with PORT.';
  const isExpected = [ConfigError, OrdersFileError, OpentillConfigError].some((Class) => error instanceof Class);
  return isExpected ? (error as Error).message : String((error as Error).stack ?? error);
}
