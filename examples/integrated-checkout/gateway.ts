import type { Config } from './config.ts';

/** As `GET /api/v1/payment_methods` tells it. */
export interface Method {
  readonly id: string;
  readonly network: string;
  readonly networkLabel: string;
  readonly chainId: number;
  /** The token's contract; null for the native coin. */
  readonly token: string | null;
  readonly symbol: string;
  readonly name: string;
  readonly decimals: number;
  readonly requiredConfirmations: number;
  readonly healthy: boolean;
}

export interface Transaction {
  readonly amount: string | null;
  /** `unexpected`: it does not count. */
  readonly status: 'pending' | 'confirmed' | 'unexpected';
  readonly confirmations: number;
}

export interface PaymentSession {
  readonly id: string;
  readonly method: { readonly network: string; readonly token: string | null };
  readonly total: string;
  readonly currency: string;
  readonly sessionStatus: 'pending' | 'success' | 'expired' | 'cancelled' | 'failed';
  readonly paymentTotal: string;
  readonly paymentAddress: string;
  readonly transactions: readonly Transaction[];
  readonly canExtend: boolean;
  readonly expiresAt: string;
  readonly metadata: Readonly<Record<string, string>> | null;
  /** The higher is the later. */
  readonly version: number;
}

export interface NewSession {
  readonly total: string;
  readonly currency: string;
  readonly method: PaymentSession['method'];
  readonly expiresIn: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The server said no, or did not answer (status 0). */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.code = code;
  }
}

const TIMEOUT_MS = 10_000;

export interface Gateway {
  methods(): Promise<readonly Method[]>;
  create(session: NewSession, idempotencyKey: string): Promise<PaymentSession>;
  read(id: string): Promise<PaymentSession>;
  act(id: string, verb: 'extend' | 'cancel'): Promise<PaymentSession>;
  /** Anything else of the API. */
  call<T>(method: string, path: string, body?: object): Promise<T>;
}

/** The five calls that an integrated checkout needs. */
export function connect({ opentillUrl, apiKey }: Pick<Config, 'opentillUrl' | 'apiKey'>): Gateway {
  async function call<T>(method: string, path: string, body?: object, idempotencyKey?: string): Promise<T> {
    const response = await fetch(`${opentillUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((cause: unknown) => {
      throw new GatewayError(0, 'unreachable', `${opentillUrl} does not answer.`, { cause });
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer as T;
    const { code = 'unknown', message = `It answered ${response.status}.` } = answer.error ?? {};
    throw new GatewayError(response.status, code, message);
  }
  return {
    methods: async () => (await call<{ data: readonly Method[] }>('GET', '/payment_methods')).data,
    create: (session, idempotencyKey) => call('POST', '/payment_sessions', session, idempotencyKey),
    read: (id) => call('GET', `/payment_sessions/${id}`),
    act: (id, verb) => call('POST', `/payment_sessions/${id}/${verb}`),
    call,
  };
}
