/**
 * A program for the demo shop's tests: opens the shop with the options of its argument (JSON), says on one line where and
 * in which process it is, and lives until it is killed.
 */
import { startDemoShop } from '../dev/demo-shop.ts';
import { createLogger } from '../telemetry/logger.ts';

const log = createLogger({ level: 'silent', readable: false });
const { url, pid } = await startDemoShop({ ...JSON.parse(process.argv[2] ?? '{}'), log });
process.stdout.write(`${JSON.stringify({ url, pid })}\n`);
