import { ConfigError, readConfig } from './config.ts';
import { openShop, type Shop } from './server.ts';

let shop: Shop | undefined;
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

try {
  shop = await openShop(readConfig());
  console.log(`The shop is open at ${shop.url}`);
} catch (error) {
  const isExpected = error instanceof ConfigError;
  console.error(`The shop cannot open: ${isExpected ? error.message : String((error as Error).stack ?? error)}`);
  process.exit(1);
}

async function stop(): Promise<void> {
  await shop?.close();
  process.exit(0);
}
