import type { Discount, DiscountFlaw } from '../core/catalogue/discount.ts';
import { type Refusal, refuse } from './refusal.ts';

export const unknownCode = (code: string, param: string): Refusal =>
  refuse('discount_code_unknown', `\`${param}\`: there is no discount with the code «${code}».`, param);

/** Why a code cannot be redeemed, in words for the merchant who asked. */
export function refuseFlawed(flaw: DiscountFlaw, { code, startsAt, expiresAt }: Discount, param: string): Refusal {
  switch (flaw) {
    case 'discount_inactive':
      return unknownCode(code, param);
    case 'discount_not_started':
      return refuse(flaw, `\`${param}\`: «${code}» cannot be used before ${isoTime(startsAt)}.`, param);
    case 'discount_expired':
      return refuse(flaw, `\`${param}\`: «${code}» could be used until ${isoTime(expiresAt)}.`, param);
    case 'discount_exhausted':
      return refuse(flaw, `\`${param}\`: «${code}» has been used as often as it may be.`, param);
  }
}

const isoTime = (at: number | null) => (at === null ? '' : new Date(at).toISOString());
