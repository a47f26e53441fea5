import { z } from 'zod';
import { addressText, hashText, instant } from '../field-types.ts';

const REASONS = [
  'unlisted_token',
  'wrong_network',
  'wrong_asset',
  'after_cancel',
  'after_grace',
  'confirmed_late',
] as const;

/** One movement on a chain to the session's address, and what became of it. */
export const transferObject = z
  .object({
    id: z.string().meta({ example: 'tr_01JQ…' }),
    network: z.string(),
    chainId: z.int().nullable(),
    asset: z.string().nullable().meta({ description: 'Null for a token outside the catalogue.' }),
    token: addressText.nullable(),
    txHash: hashText,
    blockNumber: z.string(),
    blockHash: hashText,
    amount: z.object({ wei: z.string(), eth: z.string().nullable() }),
    disposition: z.enum(['on_time', 'late', 'unexpected']),
    reason: z.enum(REASONS).nullable().meta({ description: 'Why it does not count; null when it does.' }),
    confirmations: z.int(),
    requiredConfirmations: z.int(),
    confirmed: z.boolean(),
    arrivedAt: instant.meta({ description: 'The time of its block.' }),
  })
  .meta({ id: 'Transfer', description: 'One movement on a chain to the session’s address.' });
