/** As much of an event as says by which version it is counted. */
export interface VersionedEvent {
  readonly version: number | null;
  readonly data?: object;
}

/**
 * Whether an event tells more than what you know already. Deliveries that had to be repeated can arrive after later ones; the
 * version of what an event is about grows with each change, so keep it beside your order and drop what is not newer:
 *
 *     const event = await webhooks.verify(body, headers, secret);
 *     if (!webhooks.isNewer(event, versions.get(event.data.id))) return new Response(null, { status: 200 });
 *     versions.set(event.data.id, webhooks.versionOf(event));
 *
 * `lastVersion` is that of the same session, subscription, refund or unexpected transfer as you saw it last, or `null` for none.
 * What is not counted, a `webhook.test`, is always new.
 */
export function isNewer(event: VersionedEvent, lastVersion: number | null | undefined): boolean {
  const version = versionOf(event);
  if (version === null || lastVersion === null || lastVersion === undefined) return true;
  return version > lastVersion;
}

/** What to keep of an event for `isNewer`: `version`, or where that is null (refunds, unexpected transfers) `data.version`. */
export function versionOf({ version, data }: VersionedEvent): number | null {
  if (version !== null) return version;
  const counted = (data as { version?: unknown } | undefined)?.version;
  return typeof counted === 'number' ? counted : null;
}
