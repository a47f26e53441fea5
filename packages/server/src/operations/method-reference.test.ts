import { describe, expect, it } from 'vitest';
import { networkNamed } from '../testing/chain-shop.ts';
import { type Method, methodsOf } from './method-catalogue.ts';
import { findMethod, isNamed, type MethodReference, methodsOfSymbols, resolveReference } from './method-reference.ts';

const networks = [networkNamed('East'), networkNamed('West')];
const methods = methodsOf({ networks, isHealthy: () => true, price: () => ({ unavailable: 'unasked' }) }, false);
const usdc = methods.find(({ id }) => id === 'West:USDC')!.asset.contract!;
const found = (reference: MethodReference) => (findMethod(methods, reference, 'method') as Method).id;

describe('a reference', () => {
  it('is an id, a network and its token’s contract in any case, or a network alone for the native coin', () => {
    expect(found('West:USDC')).toBe('West:USDC');
    expect(found({ network: 'West', token: usdc.replace(/[a-f]/g, (digit) => digit.toUpperCase()) })).toBe('West:USDC');
    expect(found({ network: 'West', token: null })).toBe('West:ETH');
    expect(found({ network: 'West' })).toBe('West:ETH');
  });

  it('takes the names of a network and a symbol in any case', () => {
    expect(found({ network: 'wEST', symbol: 'usdc' })).toBe('West:USDC');
  });

  it('is case-sensitive as an id', () => {
    expect(resolveReference(methods, 'west:USDC').outcome).toBe('network_unknown');
    expect(resolveReference(methods, 'West:usdc').outcome).toBe('not_offered');
  });

  it('means an offer of a session by the same rules', () => {
    const offer = { method: 'West:USDC', network: 'West', symbol: 'USDC', contract: usdc };
    for (const reference of ['West:USDC', { network: 'West', token: usdc }, { network: 'west', symbol: 'Usdc' }]) {
      expect(isNamed(offer, reference)).toBe(true);
    }
    for (const reference of ['East:USDC', { network: 'West' }, { network: 'East', symbol: 'USDC' }]) {
      expect(isNamed(offer, reference)).toBe(false);
    }
  });
});

describe('what is unknown of a reference', () => {
  it('is the network', () => {
    const message = 'No network «Narnia» is switched on for this key. Switched on: East, West.';
    const unknown = { outcome: 'refused', code: 'network_unknown', message };
    expect(findMethod(methods, 'Narnia:ETH', 'method')).toMatchObject({ ...unknown, param: 'method' });
    expect(findMethod(methods, { network: 'Narnia' }, 'method')).toMatchObject({ ...unknown, param: 'method.network' });
    const bySymbol = { network: 'Narnia', symbol: 'ETH' };
    expect(findMethod(methods, bySymbol, 'method')).toMatchObject({ ...unknown, param: 'method' });
  });

  it('is the asset on a network that is known', () => {
    const message = 'This asset is not on offer on West. On offer there: West:ETH, West:USDC, West:USDT.';
    const unknown = { outcome: 'refused', code: 'method_not_offered', message, param: 'method' };
    expect(findMethod(methods, 'West:DOGE', 'method')).toMatchObject(unknown);
    expect(findMethod(methods, { network: 'West', token: '0x00' }, 'method')).toMatchObject(unknown);
    expect(findMethod(methods, { network: 'west', symbol: 'DOGE' }, 'method')).toMatchObject(unknown);
  });
});

describe('symbols alone', () => {
  it('mean their methods on every network, in the catalogue’s order', () => {
    const ids = ['East:ETH', 'East:USDC', 'West:ETH', 'West:USDC'];
    expect(methodsOfSymbols(methods, ['USDC', 'ETH'])).toEqual({ ids, unknown: [] });
  });

  it('are unknown where no network has them, and not where there is no network', () => {
    expect(methodsOfSymbols(methods, ['DOGE', 'USDC', 'PEPE']).unknown).toEqual(['DOGE', 'PEPE']);
    expect(methodsOfSymbols([], ['DOGE'])).toEqual({ ids: [], unknown: [] });
  });
});
