import { z } from 'zod';
import type { Address } from '../../core/session/details.ts';

const line = (max: number) => z.string().max(max).nullish();

/** A postal address as a request gives it: what is left out is unknown. */
export const addressInput = z
  .strictObject({
    line1: line(200),
    line2: line(200),
    city: line(100),
    region: line(100),
    postalCode: line(20),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 code in capitals, such as DE')
      .nullish()
      .meta({ description: 'ISO 3166-1 alpha-2.', example: 'DE' }),
  })
  .meta({ id: 'GivenAddress' });

export function toAddress(input: z.output<typeof addressInput> | null | undefined): Address | null {
  if (input == null) return null;
  const { line1 = null, line2 = null, city = null, region = null, postalCode = null, country = null } = input;
  return { line1, line2, city, region, postalCode, country };
}
