import { describe, expect, it } from 'vitest';
import { TOLD_EVENT_TYPES, UNEXPECTED_EVENT_TYPES } from './event-types.ts';
import { nearestEventTypes } from './nearest-event-types.ts';

const nearest = (text: string) => nearestEventTypes(text, TOLD_EVENT_TYPES);

describe('the names that are suggested for an unknown event type', () => {
  it('are the whole family where a family was asked for', () => {
    for (const text of ['unexpected_transfer.*', 'unexpected_transfer.…', 'unexpected_transfer.']) {
      expect(nearest(text)).toEqual([...UNEXPECTED_EVENT_TYPES]);
    }
  });

  it.each([
    ['session.payed', 'session.paid'],
    ['session.paid-late', 'session.paid_late'],
    ['refund.confirm', 'refund.confirmed'],
    ['sesion.failed', 'session.failed'],
  ])('begin for %j with %s', (text, first) => {
    expect(nearest(text)[0]).toBe(first);
    expect(nearest(text)).toHaveLength(3);
  });
});
