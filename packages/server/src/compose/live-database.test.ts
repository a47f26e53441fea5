import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../operations/create-api-key.ts';
import { createOrganization } from '../operations/set-up-organization.ts';
import { revokeApiKey } from '../store/api-keys.ts';
import { createTestClock } from '../testing/clock.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { refuseLiveDatabase } from './live-database.ts';

const clock = createTestClock();
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test('the development server takes a database without living live keys, and none with one, and says what would do', async () => {
  const { organizationId } = await createOrganization(database.store, clock, { name: 'Merchant' });
  await createApiKey(database.store, clock, { organizationId, livemode: false, name: 'Test' });
  await expect(refuseLiveDatabase(database.store)).resolves.toBeUndefined();
  const live = await createApiKey(database.store, clock, { organizationId, livemode: true, name: 'Live' });
  await expect(refuseLiveDatabase(database.store)).rejects.toMatchObject({
    name: 'LiveDatabaseError',
    remedy: expect.stringContaining('opentill keys revoke'),
  });
  await revokeApiKey(database.store, live.id, clock.now());
  await expect(refuseLiveDatabase(database.store)).resolves.toBeUndefined();
});
