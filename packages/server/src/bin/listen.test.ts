import { afterAll, beforeAll, expect, it } from 'vitest';
import { isGenuineStandard } from '../testing/signed-with.ts';
import { cleanCommands, startCommand } from '../testing/command.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { createReceiver, type Receiver } from '../testing/receiver.ts';
import { createTestShop, type TestShop } from '../testing/test-shop.ts';
