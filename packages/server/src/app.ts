import { serve } from './compose/api.ts';
import { startFollowers, startWorker } from './compose/background.ts';
import { openChains } from './compose/chains.ts';
import { composeEngine } from './compose/engine.ts';
import { layBedrock, openGround } from './compose/ground.ts';
import type { Config } from './config/config.ts';

const FIRST_READING_TIMEOUT_MS = 5000;

export interface RunningServer {
  readonly url: string;
  /** Finishes what is under way, newest first, and lets go of everything. */
  stop(): Promise<void>;
}

/** The composition root: with `compose/`, the only place that knows every part. Reads from the ground up. */
export async function startServer(given: Config): Promise<RunningServer> {
  const bedrock = layBedrock(given);
  const { log, stops } = bedrock;
  async function stop(): Promise<void> {
    log.info('stopping');
    await stops.run();
    log.info('stopped');
  }
  try {
    const ground = await openGround(bedrock, given);
    const chains = await openChains(ground);
    const engine = await composeEngine(ground, chains);
    // What runs by itself.
    if (ground.has('follower')) startFollowers(ground, chains, engine);
    if (ground.has('worker')) startWorker(ground, chains, engine);
    // Who asks.
    if (ground.has('api')) await serve(ground, chains, engine);
    if (chains.development) {
      // Nobody is invited before the first payment can be taken.
      await engine.monitor.untilHealthy(FIRST_READING_TIMEOUT_MS);
      await chains.development.announce();
    }
    return { url: ground.config.publicUrl, stop };
  } catch (error) {
    await stops.run();
    throw error;
  }
}
