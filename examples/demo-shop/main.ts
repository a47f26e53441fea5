import { readConfig } from './config.ts';
import { createShop } from './server.ts';

let config: ReturnType<typeof readConfig>;
try {
  config = readConfig(process.env);
} catch (error) {
  console.error(`demo-shop: ${(error as Error).message}`);
  process.exit(2);
}

const shop = createShop(config);
shop.listen(config.port, '127.0.0.1', () => {
  console.log(`The shop is open at ${config.shopUrl}`);
  process.send?.('ready');
});

const stop = () => shop.close(() => process.exit(0)).closeAllConnections();
process.on('SIGTERM', stop);
// Ctrl-C reaches a whole terminal: whoever started the shop decides when it ends.
process.on('SIGINT', () => process.channel === undefined && stop());
// Started by a server that has gone, however it went.
process.on('disconnect', stop);
