import { z } from 'zod';
import { ACCOUNTS } from '../../../core/books/accounts.ts';
import type { LedgerResource } from '../../../core/resource/ledger-resource.ts';
import { listOf, listQuery } from '../../pagination.ts';
import { addressText, instant, instantFilter } from '../field-types.ts';

const period = {
  created_gte: instantFilter.optional().meta({ description: 'Booked at or after.' }),
  created_lt: instantFilter.optional().meta({ description: 'Booked before.' }),
};

export const ledgerQuery = z.strictObject({ ...listQuery, ...period, session: z.string().max(64).optional() });

export const exportQuery = z.strictObject({
  ...period,
  format: z.enum(['csv', 'json'], { error: 'must be csv or json' }).default('csv'),
});

const account = z.enum(ACCOUNTS);

const ledgerEntry: z.ZodType<LedgerResource> = z
  .object({
    id: z.string().meta({ example: 'le_01JQ…' }),
    object: z.literal('ledger_entry'),
    debit: account.meta({ description: 'The account that the amount leaves.' }),
    credit: account.meta({ description: 'The account that it comes to.' }),
    network: z.string(),
    asset: z.string().nullable(),
    token: addressText.nullable(),
    amount: z.object({ wei: z.string(), eth: z.string().nullable() }),
    cause: z.enum(['confirmed', 'reclassified', 'attached', 'written_off', 'refunded', 'taken_back']),
    sessionId: z.string(),
    transferId: z.string().nullable(),
    refundId: z.string().nullable(),
    createdAt: instant,
  })
  .meta({
    id: 'LedgerEntry',
    description: 'One move of one asset between two accounts. Never changed, never deleted.',
  });

export const ledgerList = listOf('LedgerEntryList', ledgerEntry);

export const auditQuery = z.strictObject({
  ...listQuery,
  subject: z.string().max(64).optional().meta({
    description: 'Of this object alone: a session (`cs_…`), an unexpected transfer (`tr_…`) or a refund (`re_…`).',
    example: 'cs_01JQ…',
  }),
});

const auditEntry = z
  .object({
    id: z.string().meta({ example: 'ae_01JQ…' }),
    object: z.literal('audit_entry'),
    actor: z.string().meta({
      description:
        'Who: `key:` and the id that `opentill keys list` shows; `page:` and whose page, where a customer did it.',
      example: 'key:key_01JQ…',
    }),
    actorName: z.string().nullable().meta({ description: 'The key’s name; null where it was no key.' }),
    action: z.string().meta({
      description: 'docs/unexpected-money.md lists them. More may come.',
      example: 'session.accept',
    }),
    subject: z.string().meta({ description: 'What it was done to.' }),
    reason: z.string().nullable(),
    details: z.record(z.string(), z.unknown()).nullable(),
    createdAt: instant,
  })
  .meta({ id: 'AuditEntry', description: 'What somebody decided about money, and why.' });

export const auditList = listOf('AuditEntryList', auditEntry);
