import type { z } from 'zod';
import { type Event, envelope } from '../../../core/webhook/envelope.ts';
import type { eventObject } from './schema.ts';

/** An event as the API shows it: the envelope of its deliveries. */
export function presentEvent(event: Event): z.output<typeof eventObject> {
  const { id, type, data, ...rest } = envelope(event);
  return {
    id,
    object: 'event',
    type: type as z.output<typeof eventObject>['type'],
    ...rest,
    data: data as Record<string, unknown>,
  };
}
