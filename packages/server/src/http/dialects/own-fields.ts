import type { Dialect } from '../../core/dialect.ts';
import type { SessionResource } from '../../core/resource/session-resource.ts';

/** What a session's request carried in this dialect's own words; nothing where it was made through another. */
export function ownFields({ dialectFields }: SessionResource, dialect: Dialect): Readonly<Record<string, unknown>> {
  return dialectFields?.dialect === dialect ? dialectFields.fields : {};
}

/** Whether an event tells of a session. */
export function isSession(data: object): data is SessionResource {
  return 'object' in data && data.object === 'checkout_session';
}
