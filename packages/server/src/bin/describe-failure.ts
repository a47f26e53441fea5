import { ConfigError } from '../config/config.ts';

/** Our own named errors say what is wrong and what to do in a line each; anything else keeps its stack for a report. */
export function describeFailure(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const remedy = (error as { remedy?: unknown }).remedy;
  if (typeof remedy === 'string') return [error.message, remedy];
  if (error instanceof ConfigError || 'expected' in error) return [error.message];
  return [error.stack ?? error.message];
}
