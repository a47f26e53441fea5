import type { Hex } from '../packages/server/src/core/hex.ts';
import type { SessionResource } from '../packages/server/src/core/resource/session-resource.ts';

/** A session as its customer knows it. */
export interface OpenSession {
  readonly uuid: string;
  readonly id: string;
  readonly address: Hex;
  readonly methods: SessionResource['methods'];
  readonly createdAt: number;
}
