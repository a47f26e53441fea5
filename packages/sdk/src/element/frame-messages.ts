import type { CheckoutStateDetail } from './events.ts';

/** What the hosted page says, once it was greeted. */
export type FrameMessage =
  | ({ readonly type: 'ready'; readonly state: CheckoutStateDetail } & Shown)
  /** Nothing can be paid there, and the page says why. */
  | ({ readonly type: 'closed' } & Shown)
  | { readonly type: 'status'; readonly state: CheckoutStateDetail }
  | { readonly type: 'height'; readonly height: number }
  /** Something that the customer has to see stands so many pixels below the frame's upper edge. */
  | { readonly type: 'attention'; readonly y: number }
  | { readonly type: 'escape' };

interface Shown {
  readonly height: number;
  readonly heading: Heading | null;
}

/** Whose checkout it is, for the line above a dialog. */
export interface Heading {
  readonly merchant: string;
  /** «Test mode»; null in live mode. */
  readonly tag: string | null;
}

/** `place`: in a dialog the page leaves out its own line with the shop's name. */
export const greetingIn = (place: 'page' | 'dialog') => ({ type: 'opentill:hello', place }) as const;

/** No page is higher, whatever it says: a frame without bounds could cover what stands below it. */
const HIGHEST_PX = 10_000;
const LONGEST_HEADING = 200;

/** Reads a message of the frame's; undefined for anything else. Its origin must have been checked. */
export function readFrameMessage(data: unknown): FrameMessage | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const message = data as Readonly<Record<string, unknown>>;
  switch (message['type']) {
    case 'opentill:ready':
      return { type: 'ready', state: readState(message), ...readShown(message) };
    case 'opentill:closed':
      return { type: 'closed', ...readShown(message) };
    case 'opentill:status':
      return { type: 'status', state: readState(message) };
    case 'opentill:height':
      return { type: 'height', height: readPixels(message['height']) };
    case 'opentill:attention':
      return { type: 'attention', y: readPixels(message['y']) };
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

const readShown = ({ height, heading }: Readonly<Record<string, unknown>>): Shown => ({
  height: readPixels(height),
  heading: readHeading(heading),
});

function readHeading(value: unknown): Heading | null {
  const { merchant, tag } = Object(value) as Readonly<Record<string, unknown>>;
  if (typeof merchant !== 'string') return null;
  return {
    merchant: merchant.slice(0, LONGEST_HEADING),
    tag: typeof tag === 'string' ? tag.slice(0, LONGEST_HEADING) : null,
  };
}

function readPixels(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.min(value, HIGHEST_PX) : 0;
}
