import type { RequestOptions } from '../options.ts';
import { createList, type List, type ListParams, pageQuery } from '../page.ts';
import type { Transport } from '../transport.ts';
import type { AuditEntry, LedgerEntry } from '../types.ts';

export interface LedgerPeriod {
  /** RFC 3339, inclusive. */
  readonly createdFrom?: string;
  /** RFC 3339, exclusive. */
  readonly createdBefore?: string;
}

export interface LedgerEntryListParams extends ListParams, LedgerPeriod {
  /** Of this checkout session. */
  readonly session?: string;
}

/** Every move of certain money between accounts. Rows are only added. */
export class LedgerEntries {
  readonly #send: Transport;

  constructor(send: Transport) {
    this.#send = send;
  }

  list(params: LedgerEntryListParams = {}, options?: RequestOptions): List<LedgerEntry> {
    const query = { ...pageQuery(params), ...periodQuery(params), session: params.session };
    return createList(this.#send, { path: '/ledger_entries', query, options });
  }

  /** All of it, or a period, as CSV text, newest first. A long ledger may need more than the usual `timeoutMs`. */
  exportCsv(params: LedgerPeriod = {}, options?: RequestOptions): Promise<string> {
    const query = { ...periodQuery(params), format: 'csv' };
    return this.#send({ method: 'GET', path: '/ledger_entries/export', query, isText: true, options });
  }
}

const periodQuery = ({ createdFrom, createdBefore }: LedgerPeriod) => ({
  created_gte: createdFrom,
  created_lt: createdBefore,
});

export interface AuditEntryListParams extends ListParams {
  /** Of this object alone: a session, a transfer, a refund. */
  readonly subject?: string;
}

/** What somebody decided about money, and why. */
export class AuditEntries {
  readonly #send: Transport;

  constructor(send: Transport) {
    this.#send = send;
  }

  list(params: AuditEntryListParams = {}, options?: RequestOptions): List<AuditEntry> {
    const query = { ...pageQuery(params), subject: params.subject };
    return createList(this.#send, { path: '/audit_entries', query, options });
  }
}
