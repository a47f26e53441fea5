import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { csvLine } from '../../../core/books/csv.ts';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { actingKey, shownActor } from '../../../core/resource/actor.ts';
import { LEDGER_COLUMNS, type LedgerResource, ledgerResource } from '../../../core/resource/ledger-resource.ts';
import { findApiKeyNames } from '../../../store/api-keys.ts';
import { listAuditEntries } from '../../../store/audit.ts';
import { type LedgerFilters, listLedgerEntries } from '../../../store/ledger.ts';
import type { OrganizationScope } from '../../../store/organization-scope.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { listPage } from '../../pagination.ts';
import { idFilter, pageOf } from '../page-of.ts';
import { auditSubject } from './audit-subject.ts';
import { auditList, auditQuery, exportQuery, ledgerList, ledgerQuery } from './schema.ts';

const TAGS = ['Books'];
const PAGE = 500;
const instant = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));

/** `/api/v1/ledger_entries` and `/api/v1/audit_entries`: what moved, and who decided. */
export const bookRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  app.get(
    '/ledger_entries',
    {
      config: { scope: 'books:read' },
      schema: {
        tags: TAGS,
        summary: 'List ledger entries',
        operationId: 'listLedgerEntries',
        description:
          'Newest first. Only money that is certain is in the ledger; what a reorg took back is another row.',
        querystring: ledgerQuery,
        response: { 200: ledgerList },
      },
    },
    async ({ principal, query }) => {
      const filters = {
        sessionId: idFilter('session', 'session', query.session),
        createdFrom: instant(query.created_gte),
        createdBefore: instant(query.created_lt),
      };
      const rows = await listLedgerEntries(deps.store, principal, filters, pageOf('ledgerEntry', query));
      return listPage(
        rows.map((row) => ledgerResource(row, deps.resource.findAsset)),
        query.limit,
      );
    },
  );

  app.get(
    '/ledger_entries/export',
    {
      config: { scope: 'books:read' },
      schema: {
        tags: TAGS,
        summary: 'Export the ledger',
        operationId: 'exportLedger',
        description:
          'All of it, or a period, newest first, as CSV (RFC 4180; nothing in it is taken for a formula) or as a JSON list.',
        querystring: exportQuery,
      },
    },
    async ({ principal, query }, reply) => {
      const filters = { createdFrom: instant(query.created_gte), createdBefore: instant(query.created_lt) };
      const isCsv = query.format === 'csv';
      const lines = isCsv ? csvOf(entries(principal, filters)) : jsonOf(entries(principal, filters));
      return reply
        .type(isCsv ? 'text/csv; charset=utf-8' : 'application/json')
        .header('content-disposition', `attachment; filename="ledger.${query.format}"`)
        .send(Readable.from(lines));
    },
  );

  /** Page after page, so that a long ledger is never in memory as a whole. */
  async function* entries(scope: OrganizationScope, filters: LedgerFilters): AsyncGenerator<LedgerResource> {
    let startingAfter: string | undefined;
    for (;;) {
      const rows = await listLedgerEntries(deps.store, scope, filters, { limit: PAGE, startingAfter });
      for (const row of rows) yield ledgerResource(row, deps.resource.findAsset);
      startingAfter = rows.at(-1)?.id;
      if (rows.length < PAGE) return;
    }
  }

  app.get(
    '/audit_entries',
    {
      config: { scope: 'books:read' },
      schema: {
        tags: TAGS,
        summary: 'List audit entries',
        operationId: 'listAuditEntries',
        description: 'Newest first: who accepted, attached, refunded or wrote off what, and why.',
        querystring: auditQuery,
        response: { 200: auditList },
      },
    },
    async ({ principal, query }) => {
      const filters = { subject: auditSubject(query.subject) };
      const rows = await listAuditEntries(deps.store, principal, filters, pageOf('auditEntry', query));
      const keys = rows.flatMap(({ actor }) => actingKey(actor) ?? []);
      const names = await findApiKeyNames(deps.store, principal.organizationId, keys);
      return listPage(
        rows.map(({ id, actor, action, subject, reason, details, createdAt }) => ({
          id: toPublicId('auditEntry', id),
          object: 'audit_entry' as const,
          actor: shownActor(actor),
          actorName: names.get(actingKey(actor) ?? '') ?? null,
          action,
          subject,
          reason,
          details,
          createdAt: new Date(createdAt).toISOString(),
        })),
        query.limit,
      );
    },
  );
};

async function* csvOf(entries: AsyncIterable<LedgerResource>): AsyncGenerator<string> {
  yield csvLine(LEDGER_COLUMNS.map(([name]) => name));
  for await (const entry of entries) yield csvLine(LEDGER_COLUMNS.map(([, read]) => read(entry)));
}

async function* jsonOf(entries: AsyncIterable<LedgerResource>): AsyncGenerator<string> {
  let separator = '[';
  for await (const entry of entries) {
    yield `${separator}${JSON.stringify(entry)}`;
    separator = ',\n';
  }
  yield separator === '[' ? '[]' : ']';
}
