import { describe, expect, it } from 'vitest';
import { fromCheckoutId, toCheckoutId } from './checkout-id.ts';

const UUID = '0193a3f0-6c1e-7cc0-8d2a-5f0d6b6f3c11';

describe('a session’s id as seed 001 spells it', () => {
  it('is chk_test_ or chk_live_ and 24 alphanumerics', () => {
    expect(toCheckoutId(UUID, false)).toMatch(/^chk_test_[0-9A-Za-z]{24}$/);
    expect(toCheckoutId(UUID, true)).toMatch(/^chk_live_[0-9A-Za-z]{24}$/);
  });

  it.each([UUID, '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'])(
    'leads back to the same UUID: %s',
    (uuid) => {
      for (const livemode of [false, true]) {
        expect(fromCheckoutId(toCheckoutId(uuid, livemode))).toEqual({ uuid, livemode });
      }
    },
  );

  it.each(['', 'chk_test_', `cs_${'0'.repeat(24)}`, `chk_prod_${'0'.repeat(24)}`, `chk_test_${'0'.repeat(22)}`])(
    'is nothing else: «%s»',
    (text) => expect(fromCheckoutId(text)).toBeUndefined(),
  );

  it('is no number beyond 128 bits, such as the one in the seed', () => {
    expect(fromCheckoutId('chk_test_t23yxf0Vv0M6Xc8lFTcIpaxQ')).toBeUndefined();
  });
});
