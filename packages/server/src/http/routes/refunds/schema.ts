import { z } from 'zod';
import { REFUND_STATUSES } from '../../../core/refund/refund.ts';
import type { RefundResource } from '../../../core/resource/refund-resource.ts';
import { listOf, listQuery } from '../../pagination.ts';
import { methodReference } from '../checkout-sessions/schema.ts';
import { addressText, hashText, instant } from '../field-types.ts';

const refundReason = z
  .string()
  .min(1)
  .max(500)
  .meta({ description: 'Why: kept with the refund and in the audit entries.', example: 'Ordered twice' });

export const refundAmount = z.string().max(100).meta({
  description: 'Whole units of the asset, as decimal text. Absent: all that is left to refund.',
  example: '12.5',
});

export const refundAddress = z
  .string()
  .max(100)
  .meta({ description: 'Where it goes. Capitals and small letters mixed are held to their checksum (EIP-55).' });

export const txHash = z
  .string({ error: (issue) => (issue.input === undefined ? undefined : 'must be a transaction’s hash') })
  .regex(/^0x[0-9a-fA-F]{64}$/, 'must be a transaction’s hash: 0x and 64 hexadecimal digits')
  .transform((text) => text.toLowerCase() as `0x${string}`)
  .meta({ description: 'Of the transaction that pays it.', example: `0x${'3f'.repeat(32)}` });

export const createBody = z
  .strictObject({
    sessionId: z.string().max(64).optional().meta({
      description: 'Gives back what this session was paid; else `unexpectedTransferId`.',
      example: 'cs_01JQ…',
    }),
    unexpectedTransferId: z.string().max(64).optional().meta({
      description: 'Gives back an open unexpected transfer; else `sessionId`.',
      example: 'tr_01JQ…',
    }),
    amount: refundAmount.optional(),
    method: methodReference
      .optional()
      .meta({ description: 'What it goes back in: an asset that came. Absent: the only one that came.' }),
    toAddress: refundAddress.optional(),
    reason: refundReason,
  })
  .meta({ id: 'CreateRefund' });

export const sentBody = z.strictObject({ txHash }).meta({ id: 'SendRefund' });

export const listQuerySchema = z.strictObject({
  ...listQuery,
  session: z.string().max(64).optional().meta({ description: 'Of this checkout session.', example: 'cs_01JQ…' }),
  status: z.enum(REFUND_STATUSES, { error: `must be one of ${REFUND_STATUSES.join(', ')}` }).optional(),
});

export const refundObject: z.ZodType<RefundResource> = z
  .object({
    id: z.string().meta({ example: 're_01JQ…' }),
    object: z.literal('refund'),
    livemode: z.boolean(),
    status: z.enum(REFUND_STATUSES).meta({
      description:
        '`awaiting_address` until the customer has given one, then `ready` for you to send; `sent` until the chain has confirmed it.',
    }),
    sessionId: z.string(),
    unexpectedTransferId: z.string().nullable().meta({ description: 'The unexpected transfer that it gives back.' }),
    network: z.string(),
    chainId: z.int().nullable(),
    asset: z.string().nullable().meta({ description: 'Null for a token outside the catalogue.' }),
    token: addressText.nullable().meta({ description: 'The token’s contract; null for the native coin.' }),
    amount: z.object({ wei: z.string(), eth: z.string().nullable() }),
    toAddress: addressText.nullable(),
    txHash: hashText.nullable(),
    problem: z.string().nullable().meta({
      description:
        'Why the transaction does not confirm it. Where it is the wrong one, give the hash of the right one.',
    }),
    reason: z.string(),
    refundUrl: z.string().nullable().meta({
      description:
        'The customer’s page. Whoever has this address can say where the money goes, once: hand it to the customer alone. Null for a key without `books:write`, and in events.',
    }),
    blockNumber: z.string().nullable().meta({ description: 'Of the block that confirmed it, or in which it failed.' }),
    blockHash: hashText.nullable(),
    addressGivenAt: instant.nullable(),
    sentAt: instant.nullable(),
    confirmedAt: instant.nullable(),
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Refund', description: 'Money that you send back from a wallet of your own.' });

export const refundList = listOf('RefundList', refundObject);
