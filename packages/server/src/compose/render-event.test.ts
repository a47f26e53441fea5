import { expect, it } from 'vitest';
import { DIALECTS } from '../core/dialect.ts';
import { toPublicId } from '../core/identity/public-id.ts';
import { createEventRenderer } from './render-event.ts';

const render = createEventRenderer({ publicUrl: 'https://pay.example.com', csrfTokenOf: () => 'token' });
const TEST_EVENT = {
  organizationId: '0193a3f0-6c1e-7cc0-8d2a-5f0d6b6f3c10',
  id: '0193a3f0-6c1e-7cc0-8d2a-5f0d6b6f3c11',
  livemode: false,
  type: 'webhook.test',
  version: null,
  data: { object: 'webhook_test' },
  createdAt: Date.parse('2026-01-31T12:00:00.000Z'),
};

it.each(DIALECTS)('an event that tells of no session has a body for endpoints of %s', (dialect) => {
  expect(render(TEST_EVENT, dialect)).toMatchObject({ id: toPublicId('event', TEST_EVENT.id), livemode: false });
});

it('an endpoint is told in the words of the API that it was made through', () => {
  expect(render(TEST_EVENT, 'canonical')).toMatchObject({
    type: 'webhook.test',
    createdAt: '2026-01-31T12:00:00.000Z',
  });
  expect(render(TEST_EVENT, 'paybytoken')).toMatchObject({
    type: 'webhook:test',
    created_at: '2026-01-31T12:00:00.000Z',
  });
});
