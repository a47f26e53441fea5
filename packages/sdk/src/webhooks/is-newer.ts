import type { OpentillEvent } from '../types.ts';

/**
 * Whether an event tells more than what you know already. Deliveries that had to be repeated can arrive after later ones; a
 * session's `version` grows with each change, so keep it beside your order and drop what is not newer:
 *
 *     const event = await webhooks.verify(body, headers, secret);
 *     if (!webhooks.isNewer(event, order.sessionVersion)) return new Response(null, { status: 200 });
 *     await saveOrder({ ...order, sessionVersion: event.version, status: event.data.status });
 *
 * `lastVersion` is that of the session you saw last, or `null` for none. An event of no session is always new.
 */
export function isNewer(event: Pick<OpentillEvent, 'version'>, lastVersion: number | null | undefined): boolean {
  if (event.version === null || lastVersion === null || lastVersion === undefined) return true;
  return event.version > lastVersion;
}
