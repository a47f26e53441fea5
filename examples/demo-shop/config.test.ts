import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const ENV = {
  OPENTILL_URL: 'https://pay.example/',
  OPENTILL_API_KEY: `ck_test_${'k'.repeat(32)}`,
  OPENTILL_WEBHOOK_SECRET: `whsec_${'s'.repeat(32)}`,
};

test('reads what it needs, and has a default for the rest', () => {
  expect(readConfig(ENV)).toEqual({
    port: 3000,
    shopUrl: null,
    opentillUrl: 'https://pay.example',
    apiKey: ENV.OPENTILL_API_KEY,
    webhookSecret: ENV.OPENTILL_WEBHOOK_SECRET,
    dataFile: null,
  });
});

test.each(['OPENTILL_URL', 'OPENTILL_API_KEY', 'OPENTILL_WEBHOOK_SECRET'])('names %s when it is missing', (name) => {
  expect(() => readConfig({ ...ENV, [name]: '' })).toThrow(`${name} is missing`);
});

test.each([
  ['PORT', '70000'],
  ['PORT', '3000 '],
  ['OPENTILL_URL', 'pay.example'],
  ['SHOP_URL', 'javascript:alert(1)'],
  ['OPENTILL_WEBHOOK_SECRET', 'sk_0123456789'],
])('names %s when it is %s, without what it may keep secret', (name, value) => {
  const read = () => readConfig({ ...ENV, [name]: value });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(name);
  expect(read).not.toThrow('0123456789');
});
