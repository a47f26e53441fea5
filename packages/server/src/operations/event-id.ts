import { inOrder } from '../core/identity/uuid.ts';
import type { Runtime } from './runtime.ts';

/**
 * The id of an event that tells this version of something. Lists go by id, and one transaction can tell several versions within
 * a millisecond: they stand in their order, whichever process told them.
 */
export function eventId(runtime: Runtime, version: number): string {
  return inOrder(runtime.newId(), version);
}
