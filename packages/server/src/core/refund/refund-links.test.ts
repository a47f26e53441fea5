import { describe, expect, it } from 'vitest';
import { createRefundLinks } from './refund-links.ts';

const links = createRefundLinks(Buffer.alloc(32, 1));
const REFUND = { id: '01890a5d-ac96-774b-bcce-b302099a8057', linkNumber: 1 };
const OTHER = { ...REFUND, id: '01890a5d-ac96-774b-bcce-b302099a8058' };

describe('a refund’s token', () => {
  it('names its refund and is its own', () => {
    const token = links.tokenOf(REFUND);
    expect(token).toMatch(/^\w{22}\.[\w-]{43}$/);
    expect(links.idOf(token)).toBe(REFUND.id);
    expect(links.isOf(token, REFUND)).toBe(true);
    expect(links.tokenOf(REFUND)).toBe(token);
  });

  it('is no other refund’s, no other server’s, and none of before a reset', () => {
    const token = links.tokenOf(REFUND);
    const signature = token.split('.')[1];
    expect(links.isOf(token, OTHER)).toBe(false);
    expect(links.isOf(`${links.tokenOf(OTHER).split('.')[0]}.${signature}`, OTHER)).toBe(false);
    expect(links.isOf(createRefundLinks(Buffer.alloc(32, 2)).tokenOf(REFUND), REFUND)).toBe(false);
    expect(links.isOf(token, { ...REFUND, linkNumber: 2 })).toBe(false);
  });

  it.each(['', '.', 'x.y', `${'0'.repeat(22)}.`, `${'z'.repeat(22)}.${'A'.repeat(43)}`, '\0'])(
    '%j names none',
    (text) => {
      expect(links.idOf(text)).toBeUndefined();
    },
  );
});
