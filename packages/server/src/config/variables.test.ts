import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createConfig } from './config.ts';
import { NETWORKS } from './networks.ts';
import { unknownVariables } from './unknown-variables.ts';
import { VARIABLES } from './variables.ts';

const page = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');

describe('docs/configuration.md', () => {
  it('has a row for every variable', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    const written = rows.flatMap((row) => row.split('|')[1]!.match(/[A-Z][A-Z_]+/g) ?? []);
    const missing = VARIABLES.filter(
      (name) => !written.includes(name) && !written.some((end) => end.startsWith('_') && name.endsWith(end)),
    );
    expect(missing.filter((name) => !page.includes(name.replace('OPENTILL_RATE_URL', '…')))).toEqual([]);
  });

  it('gives the defaults that rule', () => {
    const config = createConfig({}, { networks: NETWORKS });
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 4242,
      publicUrl: 'http://localhost:4242',
      roles: ['api', 'follower', 'worker'],
      databasePoolSize: 12,
      rateSources: ['kraken', 'coinbase', 'coingecko', 'chainlink'],
      ttlBounds: { min: 60, max: 86_400 },
      graceBounds: { min: 0, max: 604_800 },
      requestsPerMinute: 6000,
      webhookAllow: [],
      trustProxy: [],
      logLevel: 'info',
    });
  });
});

describe('names with our prefix that mean nothing', () => {
  it('are found; settings, networks and what the shop and the commands read are not among them', () => {
    const environment = {
      OPENTILL_PUBLC_URL: 'x',
      OPENTILL_RPC_BSE: 'x',
      OPENTILL_RPC_BASE: 'x',
      OPENTILL_WS_SEPOLIA_TESTNET: 'x',
      OPENTILL_CONFIRMATIONS_BNB: '3',
      OPENTILL_TRACES_BASE: 'off',
      OPENTILL_API_KEY: 'x',
      OPENTILL_MAX_TTL: '1',
      PORT: '1',
    };
    expect(unknownVariables(environment)).toEqual(['OPENTILL_PUBLC_URL', 'OPENTILL_RPC_BSE']);
  });
});

describe('OPENTILL_WEBHOOK_ALLOW', () => {
  const allow = (value: string) => () => createConfig({ OPENTILL_WEBHOOK_ALLOW: value }, { networks: NETWORKS });

  it.each([
    ['169.254.0.0/16'],
    ['169.254.169.254/32'],
    ['10.0.0.0/8,169.254.0.0/20'],
    ['fe80::/10'],
    ['fe80::1/128'],
    ['::ffff:169.254.169.254/128'],
    ['fd00:ec2::254/128'],
  ])('refuses what is never opened: %s', (value) => {
    expect(allow(value)).toThrow(/^OPENTILL_WEBHOOK_ALLOW names a network in which clouds keep credentials/);
  });

  it.each([['10.20.0.0/16'], ['fd00::/8'], ['169.0.0.0/8']])(
    'takes a private network, also around one: %s',
    (value) => {
      expect(allow(value)().webhookAllow).toEqual([value]);
    },
  );
});

describe('a setting of a network that is switched off', () => {
  const read = (environment: Record<string, string>) => () => createConfig(environment, { networks: NETWORKS });

  it('stops the start when it cannot be used', () => {
    expect(read({ OPENTILL_CONFIRMATIONS_BASE: '0' })).toThrow(/^OPENTILL_CONFIRMATIONS_BASE must be/);
    expect(read({ OPENTILL_TRACES_BASE: 'no' })).toThrow('OPENTILL_TRACES_BASE must be auto or off');
  });

  it('may wait for the network otherwise', () => {
    const waiting = { OPENTILL_CONFIRMATIONS_BASE: '10', OPENTILL_QUORUM_BASE: '2' };
    expect(read(waiting)().networks).toEqual([]);
  });
});

describe('OPENTILL_TRACES_<NETWORK>', () => {
  const network = (value: Record<string, string>) =>
    createConfig({ OPENTILL_RPC_BASE: 'https://node.example', ...value }, { networks: NETWORKS }).networks[0];

  it('reads traces unless it says off', () => {
    expect(network({})).toMatchObject({ readsTraces: true });
    expect(network({ OPENTILL_TRACES_BASE: 'auto' })).toMatchObject({ readsTraces: true });
    expect(network({ OPENTILL_TRACES_BASE: 'off' })).toMatchObject({ readsTraces: false });
  });

  it('takes no other word', () => {
    expect(() => network({ OPENTILL_TRACES_BASE: 'no' })).toThrow('OPENTILL_TRACES_BASE must be auto or off');
  });
});
