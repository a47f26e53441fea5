import { z } from 'zod';

export const cryptoAmount = z
  .object({
    wei: z.string().meta({ description: 'In the asset’s smallest unit.', example: '33000000000000000' }),
    eth: z.string().meta({ description: 'In whole units, as decimal text.', example: '0.033' }),
  })
  .meta({ id: 'CryptoAmount', description: 'An amount of a coin or token, whichever the method has.' });

export const fiatAmount = z
  .object({ amount: z.string().meta({ example: '99.00' }), currency: z.string().meta({ example: 'USD' }) })
  .meta({ id: 'FiatAmount' });

const assetAmount = z
  .object({
    asset: z.string().meta({ example: 'USDC' }),
    network: z.string().meta({ example: 'Base' }),
    atomic: z.string().meta({ example: '99000000' }),
    decimal: z.string().meta({ example: '99' }),
  })
  .meta({ id: 'AssetAmount' });

/** What came is rounded down and what is missing up. */
export const amountSums = z
  .object({
    fiat: fiatAmount,
    fraction: z
      .string()
      .meta({ description: 'Share of the total: decimal text with six digits.', example: '0.500000' }),
    perAsset: z.array(assetAmount),
  })
  .meta({ id: 'AmountSums', description: 'An amount that can span assets.' });
