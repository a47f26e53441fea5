import type { CheckoutStateDetail } from './events.ts';

/** What the hosted page says, once it was greeted. */
export type FrameMessage =
  | { readonly type: 'ready'; readonly state: CheckoutStateDetail; readonly height: number }
  | { readonly type: 'status'; readonly state: CheckoutStateDetail }
  | { readonly type: 'height'; readonly height: number }
  | { readonly type: 'escape' };

export const GREETING = { type: 'opentill:hello' } as const;

/** No page is higher, whatever it says: a frame without bounds could cover what stands below it. */
const HIGHEST_PX = 10_000;

/** Reads a message of the frame's; undefined for anything else. Its origin must have been checked. */
export function readFrameMessage(data: unknown): FrameMessage | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const message = data as Readonly<Record<string, unknown>>;
  switch (message['type']) {
    case 'opentill:ready':
      return { type: 'ready', state: readState(message), height: readHeight(message) };
    case 'opentill:status':
      return { type: 'status', state: readState(message) };
    case 'opentill:height':
      return { type: 'height', height: readHeight(message) };
    case 'opentill:escape':
      return { type: 'escape' };
    default:
      return undefined;
  }
}

function readState({ sessionId, status, version }: Readonly<Record<string, unknown>>): CheckoutStateDetail {
  return {
    sessionId: typeof sessionId === 'string' ? sessionId : null,
    status: typeof status === 'string' ? status : null,
    version: typeof version === 'number' ? version : null,
  };
}

function readHeight({ height }: Readonly<Record<string, unknown>>): number {
  return typeof height === 'number' && height > 0 ? Math.min(height, HIGHEST_PX) : 0;
}
