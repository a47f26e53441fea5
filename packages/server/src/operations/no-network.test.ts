import { describe, expect, it } from 'vitest';
import { ERRORS } from '../http/errors.ts';
import { offerMethods } from './offer-methods.ts';

const NOTHING = { networks: [], isHealthy: () => true, price: () => ({ unavailable: 'no source' }) };
const REQUEST = {
  total: { minor: 9900n, currency: 'USD' },
  allowed: undefined,
  named: undefined,
  preferred: null,
  now: 0,
};

describe('a server without a network for the key’s mode', () => {
  it.each([
    [true, 'live', 'OPENTILL_RPC_BASE'],
    [false, 'test', 'OPENTILL_RPC_SEPOLIA_TESTNET'],
  ])('refuses (livemode %s) by a code of its own and names the variable that mends it', (livemode, mode, variable) => {
    const answer = offerMethods(NOTHING, { ...REQUEST, livemode });
    expect(answer).toMatchObject({ outcome: 'refused', code: 'no_network' });
    expect(answer).toMatchObject({ message: expect.stringContaining(`no ${mode} network`) });
    expect(answer).toMatchObject({ message: expect.stringContaining(variable) });
  });

  it('says so with a status that clients do not try again', () => {
    expect(ERRORS.no_network.status).toBe(409);
  });
});
