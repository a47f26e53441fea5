import type { RequestOptions } from '../options.ts';
import { createList, type List, type ListParams, pageQuery } from '../page.ts';
import { path, type Transport } from '../transport.ts';
import type { UnexpectedTransfer, UnexpectedTransferRefundParams } from '../types.ts';

export interface UnexpectedTransferListParams extends ListParams {
  readonly status?: UnexpectedTransfer['status'];
  /** The checkout session whose address it reached. */
  readonly session?: string;
}

/** Money that came and does not count: too late, in another coin, after a cancel. A person decides. */
export class UnexpectedTransfers {
  readonly #send: Transport;

  constructor(send: Transport) {
    this.#send = send;
  }

  list(params: UnexpectedTransferListParams = {}, options?: RequestOptions): List<UnexpectedTransfer> {
    const { status, session } = params;
    return createList(this.#send, {
      path: '/unexpected_transfers',
      query: { ...pageQuery(params), status, session },
      options,
    });
  }

  retrieve(id: string, options?: RequestOptions): Promise<UnexpectedTransfer> {
    return this.#send({ method: 'GET', path: path`/unexpected_transfers/${id}`, options });
  }

  /** Lets it count after all, for the session whose address it reached or for another. */
  attach(
    id: string,
    params: { readonly sessionId?: string; readonly reason?: string } = {},
    options?: RequestOptions,
  ): Promise<UnexpectedTransfer> {
    return this.#send({ method: 'POST', path: path`/unexpected_transfers/${id}/attach`, body: params, options });
  }

  /** You have sent it back, in this transaction: `refundId` names the refund, which the chain confirms. To ask for an address first: `refunds.create`. */
  refund(id: string, params: UnexpectedTransferRefundParams, options?: RequestOptions): Promise<UnexpectedTransfer> {
    return this.#send({ method: 'POST', path: path`/unexpected_transfers/${id}/refund`, body: params, options });
  }

  /** Nothing will be done about it; it stays in the books. */
  writeOff(id: string, params: { readonly reason: string }, options?: RequestOptions): Promise<UnexpectedTransfer> {
    return this.#send({ method: 'POST', path: path`/unexpected_transfers/${id}/write_off`, body: params, options });
  }
}
