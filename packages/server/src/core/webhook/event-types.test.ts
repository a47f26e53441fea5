import { expect, it } from 'vitest';
import { SESSION_STATUSES } from '../session/facts.ts';
import { envelope } from './envelope.ts';
import { EVENT_TYPES, SESSION_EVENT_TYPES } from './event-types.ts';

it('every status of a session has its event, beside created, extended and lapsed', () => {
  const beside = ['session.created', 'session.extended', 'session.lapsed'];
  const expected = [...SESSION_STATUSES.map((status) => `session.${status}`), ...beside];
  expect([...SESSION_EVENT_TYPES].sort()).toEqual(expected.sort());
  expect(EVENT_TYPES).toContain('webhook.test');
});

it('an envelope says id, type, livemode, createdAt, version and data, and nothing else', () => {
  const message = envelope({
    id: '01890000-0000-7000-8000-000000000000',
    type: 'session.paid',
    livemode: false,
    version: 3,
    data: { object: 'checkout_session' },
    createdAt: Date.UTC(2026, 0, 1),
  });
  expect(message).toEqual({
    id: expect.stringMatching(/^evt_[0-9A-Za-z]{22}$/),
    type: 'session.paid',
    livemode: false,
    createdAt: '2026-01-01T00:00:00.000Z',
    version: 3,
    data: { object: 'checkout_session' },
  });
});
