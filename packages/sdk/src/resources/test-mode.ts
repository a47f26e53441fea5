import type { RequestOptions } from '../options.ts';
import { path, type Transport } from '../transport.ts';
import type { MethodReference, Scenario, SimulatedPayment } from '../types.ts';

export interface PayParams {
  /** `exact` by default: what is missing. */
  readonly scenario?: Scenario;
  /** Pay by this offered method instead of the chosen one. */
  readonly method?: MethodReference;
}

/** Sessions of the devnet. */
export class TestCheckoutSessions {
  readonly #send: Transport;

  constructor(send: Transport) {
    this.#send = send;
  }

  /** Sends real devnet transactions; what follows comes from the chain. `PermissionError` for a live key. */
  pay(id: string, params: PayParams = {}, options?: RequestOptions): Promise<SimulatedPayment> {
    return this.#send({ method: 'POST', path: path`/test/checkout_sessions/${id}/pay`, body: params, options });
  }
}
