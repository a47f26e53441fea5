import { describe, expect, it } from 'vitest';
import { assuranceOf } from '../core/chain/assurance.ts';
import { createConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import type { Environment } from './env.ts';
import { findNetwork } from './networks.ts';
import { unknownVariables } from './unknown-variables.ts';

const base = findNetwork('Base')!;
const ethereum = findNetwork('Ethereum')!;
const RPC = 'https://one.example/KEY,https://two.example/KEY';

function read(environment: Environment, network = base) {
  const rpc = network.name === 'Base' ? { OPENTILL_RPC_BASE: RPC } : { OPENTILL_RPC_ETHEREUM: RPC };
  const [config] = createConfig({ ...rpc, ...environment }, { networks: [network] }).networks;
  return { confirmations: config!.confirmations, ...assuranceOf(config!) };
}

const refusal = (environment: Environment, network = base): string => {
  try {
    read(environment, network);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
};

it('asks for nothing beyond the confirmations by itself', () => {
  expect(read({})).toEqual({ confirmations: 5, quorum: 1, finality: null, tiers: [] });
  expect(read({ OPENTILL_CONFIRMATIONS_BASE: '12' })).toMatchObject({ confirmations: 12, finality: null });
});

describe('OPENTILL_CONFIRMATIONS_<NETWORK>', () => {
  it.each([
    ['safe', 32],
    ['finalized', 64],
  ])('may be the tag %s, which on Ethereum stands at least %i blocks below the tip', (tag, confirmations) => {
    expect(read({ OPENTILL_CONFIRMATIONS_ETHEREUM: tag }, ethereum)).toMatchObject({ confirmations, finality: tag });
  });

  it.each(['0', '-1', '1.5', '10000', 'final', 'latest'])('cannot be %s', (text) => {
    expect(refusal({ OPENTILL_CONFIRMATIONS_BASE: text })).toBe(
      'OPENTILL_CONFIRMATIONS_BASE must be a whole number from 1 to 9999, or safe or finalized',
    );
  });

  it('cannot be a tag that the network does not have', () => {
    const refused = refusal({ OPENTILL_CONFIRMATIONS_BASE: 'safe' }, { ...base, finality: null });
    expect(refused).toBe('OPENTILL_CONFIRMATIONS_BASE must be a whole number: Base has no tag safe');
  });
});

describe('OPENTILL_CONFIRMATIONS_<NETWORK>_TIERS', () => {
  const tiers = (text: string) => ({ OPENTILL_CONFIRMATIONS_BASE_TIERS: text });

  it('asks more of larger amounts', () => {
    expect(read(tiers('1000 USD:32, 9999.50 USD:64,100000 USD : finalized')).tiers).toEqual([
      { from: { minor: 1_000_00n, currency: 'USD' }, confirmations: 32, finality: null },
      { from: { minor: 9_999_50n, currency: 'USD' }, confirmations: 64, finality: null },
      { from: { minor: 100_000_00n, currency: 'USD' }, confirmations: 384, finality: 'finalized' },
    ]);
  });

  it.each(['1000:32', '1000 EUR:32', 'USD:32', '1000.001 USD:32', '-5 USD:32', '1e3 USD:32', '1000 USD', ','])(
    'cannot be %j',
    (text) => {
      expect(refusal(tiers(text))).toBe(
        'OPENTILL_CONFIRMATIONS_BASE_TIERS must be a list such as 1000 USD:32, 10000 USD:finalized',
      );
    },
  );

  it.each(['1000 USD:0', '1000 USD:many'])('cannot ask for %j', (text) => {
    expect(refusal(tiers(text))).toContain('OPENTILL_CONFIRMATIONS_BASE_TIERS must be a whole number from 1 to 9999');
  });

  it.each(['0 USD:32', '2000 USD:32,1000 USD:64', '1000 USD:32,1000 USD:64'])('must rise: %j', (text) => {
    expect(refusal(tiers(text))).toContain('must name rising amounts above zero');
  });

  it.each([
    '1000 USD:4',
    '1000 USD:64,2000 USD:32',
    '1000 USD:finalized,2000 USD:500',
    '1000 USD:finalized,2000 USD:safe',
  ])('never asks less of larger amounts: %j', (text) => {
    expect(refusal(tiers(text))).toContain('must ask more of larger amounts, never less');
  });
});

describe('OPENTILL_QUORUM_<NETWORK>', () => {
  it('takes two ports of one machine for two nodes, as docs/networks.md says', () => {
    const ports = 'http://10.0.0.1:8545/,http://10.0.0.1:8546/';
    expect(read({ OPENTILL_RPC_BASE: ports, OPENTILL_QUORUM_BASE: '2' }).quorum).toBe(2);
  });

  it('is at most the number of different hosts', () => {
    expect(read({ OPENTILL_QUORUM_BASE: '2' }).quorum).toBe(2);
    expect(refusal({ OPENTILL_QUORUM_BASE: '3' })).toBe(
      'OPENTILL_QUORUM_BASE asks for 3 nodes, but OPENTILL_RPC_BASE names 2 different hosts',
    );
    const twice = 'https://one.example/FIRSTKEY,https://one.example/SECONDKEY';
    const refused = refusal({ OPENTILL_RPC_BASE: twice, OPENTILL_QUORUM_BASE: '2' });
    expect(refused).toBe('OPENTILL_QUORUM_BASE asks for 2 nodes, but OPENTILL_RPC_BASE names 1 different host');
  });

  it.each(['0', '-1', 'two', '100'])('cannot be %s', (text) => {
    expect(refusal({ OPENTILL_QUORUM_BASE: text })).toBe('OPENTILL_QUORUM_BASE must be a whole number from 1 to 99');
  });
});

it('is known by all of its variables', () => {
  const names = ['OPENTILL_QUORUM_BASE', 'OPENTILL_CONFIRMATIONS_BASE_TIERS', 'OPENTILL_QUORUM_ATLANTIS'];
  expect(unknownVariables(Object.fromEntries(names.map((name) => [name, '1'])))).toEqual(['OPENTILL_QUORUM_ATLANTIS']);
});
