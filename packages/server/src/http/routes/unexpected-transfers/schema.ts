import { z } from 'zod';
import type { UnexpectedResource } from '../../../core/resource/unexpected-resource.ts';
import { listOf, listQuery } from '../../pagination.ts';
import { addressText, hashText, instant } from '../field-types.ts';
import { refundAddress, refundAmount, txHash } from '../refunds/schema.ts';

const STATUSES = ['open', 'attached', 'refunded', 'written_off', 'withdrawn'] as const;

export const listQuerySchema = z.strictObject({
  ...listQuery,
  status: z.enum(STATUSES, { error: `must be one of ${STATUSES.join(', ')}` }).optional(),
  session: z.string().max(64).optional().meta({ description: 'That reached this session’s address.' }),
});

const reason = z
  .string()
  .min(1)
  .max(500)
  .meta({ description: 'Why: kept in the audit entries.', example: 'Paid a day late' });

export const attachBody = z
  .strictObject({
    sessionId: z
      .string()
      .max(64)
      .optional()
      .meta({ description: 'The session whose address it reached where absent.' }),
    reason: reason.optional(),
  })
  .meta({ id: 'AttachUnexpectedTransfer' })
  .nullish();

export const writeOffBody = z.strictObject({ reason }).meta({ id: 'WriteOffUnexpectedTransfer' });

export const refundBody = z
  .strictObject({
    txHash,
    toAddress: refundAddress
      .optional()
      .meta({ description: 'Where you have sent it; to where it came from, where absent.' }),
    amount: refundAmount.optional().meta({ description: 'What you have sent; the whole transfer, where absent.' }),
    reason,
  })
  .meta({ id: 'RefundUnexpectedTransfer' });

export const unexpectedObject: z.ZodType<UnexpectedResource> = z
  .object({
    id: z.string().meta({ example: 'tr_01JQ…' }),
    object: z.literal('unexpected_transfer'),
    status: z.enum(STATUSES).meta({
      description: '`open` waits for a person; `withdrawn`: a reorg took it, or it counts after all.',
    }),
    reason: z
      .enum([
        'unlisted_token',
        'wrong_network',
        'wrong_asset',
        'after_cancel',
        'after_grace',
        'confirmed_late',
        'balance_surplus',
      ])
      .meta({
        description:
          '`balance_surplus`: the address held more than its transfers account for. No transfer: it never counts, can be written off, and is withdrawn once the transfer is found.',
      }),
    sessionId: z.string().meta({ description: 'The session whose address it reached.' }),
    network: z.string(),
    asset: z.string().nullable().meta({ description: 'Null for a token outside the catalogue.' }),
    token: addressText.nullable(),
    txHash: hashText.nullable().meta({ description: 'Null for a `balance_surplus`.' }),
    blockNumber: z.string().meta({ description: 'For a `balance_surplus`, the block at which the balance was read.' }),
    from: addressText.nullable(),
    to: addressText,
    amount: z.object({ wei: z.string(), eth: z.string().nullable() }),
    amountRefunded: z
      .object({ wei: z.string(), eth: z.string().nullable() })
      .meta({ description: 'What of it has gone back, confirmed by the chain. The rest waits for a decision.' }),
    confirmed: z.boolean(),
    arrivedAt: instant,
    attachedTo: z.string().nullable().meta({ description: 'The session that it was taken as payment of.' }),
    refundId: z.string().nullable(),
    resolution: z.string().nullable().meta({ description: 'The reason that was given.' }),
    resolvedBy: z
      .string()
      .nullable()
      .meta({ description: 'Who decided, as in the audit entries.', example: 'key:key_01JQ…' }),
    resolvedAt: instant.nullable(),
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'UnexpectedTransfer', description: 'Money that came and does not count: for a person to decide about.' });

export const unexpectedList = listOf('UnexpectedTransferList', unexpectedObject);
