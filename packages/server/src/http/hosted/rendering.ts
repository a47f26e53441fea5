import type { CheckoutView } from '@opentill/checkout/view';

/** What a session's page shows to all its visitors alike; each one's token makes it their own. */
export type SharedView = Omit<CheckoutView, 'csrfToken'>;

/** A view on its way to the open pages of its session. */
export interface Rendering {
  /** An object as JSON text. */
  readonly view: string;
  /** Differs when the view is worth sending anew: the clock alone is not. */
  readonly mark: string;
  /** Whether confirmations are still being counted. */
  readonly isCounting: boolean;
}

/** Written as text once for all visitors, however many there are. */
export function renderingOf({ serverTime, ...rest }: SharedView): Rendering {
  const mark = JSON.stringify(rest);
  const isCounting = rest.transfers.some(({ state }) => state === 'confirming');
  return { view: withMembers(mark, { serverTime }), mark, isCounting };
}

/** The object's JSON text with further members, of which it has some of its own. */
export function withMembers(object: string, members: Readonly<Record<string, string>>): string {
  return `${JSON.stringify(members).slice(0, -1)},${object.slice(1)}`;
}
