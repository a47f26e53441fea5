import type { Logger } from '../telemetry/logger.ts';

export interface DemoShop {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startDemoShop(_options: {
  port: number;
  env: Record<string, string>;
  dataFile: string;
  log: Logger;
}): Promise<DemoShop> {
  throw new Error('not there yet');
}
