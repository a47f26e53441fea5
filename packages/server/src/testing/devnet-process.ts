/**
 * A program for the devnet's tests: starts or adopts the devnet of a data directory (its argument), says on one line what it
 * got, and stops it when its input ends.
 */
import { startDevnet } from '../dev/devnet.ts';

const log = { info: ignore, warn: ignore, error: ignore };
function ignore(): void {}

const devnet = await startDevnet({ dataDir: process.argv[2] ?? '', log });
const { rpcUrl, pid, adopted, tokens } = devnet;
process.stdout.write(`${JSON.stringify({ rpcUrl, pid, adopted, tokens })}\n`);
process.stdin.resume().once('end', async () => {
  await devnet.stop();
  process.exit(0);
});
