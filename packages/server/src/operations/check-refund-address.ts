import type { Hex } from '../core/hex.ts';
import { findOwners } from '../store/addresses.ts';
import type { Queries } from '../store/database.ts';
import type { RefundAddressFlaw, RefundAddressReading, RefundDeps } from './refund-deps.ts';
import { type Refusal, refuse } from './refusal.ts';

interface Asset {
  readonly organizationId: string;
  readonly network: string;
  readonly contract: Hex | null;
}

/**
 * Reads where a refund of this asset is to go. Addresses of the organization's own checkouts are refused: what came there would
 * be a payment. Of another organization's nothing is said: whoever has a link could ask which addresses are this server's.
 */
export async function readRefundAddress(
  { readAddress }: RefundDeps,
  queries: Queries,
  { organizationId, network, contract }: Asset,
  text: string,
): Promise<RefundAddressReading> {
  const reading = readAddress(network, text);
  if (reading.kind === 'flaw') return reading;
  const { address } = reading;
  if (address === contract) return { kind: 'flaw', flaw: 'token' };
  const owners = await findOwners(queries, [address]);
  const isOwn = owners.get(address)?.organizationId === organizationId;
  return isOwn ? { kind: 'flaw', flaw: 'deposit' } : reading;
}

const WORDS: Readonly<Record<RefundAddressFlaw, string>> = {
  not_an_address: 'must be an address: 0x and 40 hexadecimal digits',
  checksum:
    'has a wrong checksum (EIP-55): a character was changed. Copy it again, or write it in small letters if you are sure',
  nobodys: 'is nobody’s: what is sent there is lost',
  token: 'is a token’s own contract: what is sent there is lost. Give the wallet’s address',
  deposit: 'is the address of a checkout: what is sent there counts as a payment. Give the customer’s own',
};

/** As an API request's field. */
export async function checkRefundAddress(
  deps: RefundDeps,
  queries: Queries,
  asset: Asset,
  text: string,
): Promise<{ readonly outcome: 'address'; readonly address: Hex } | Refusal> {
  const reading = await readRefundAddress(deps, queries, asset, text);
  if (reading.kind === 'address') return { outcome: 'address', address: reading.address };
  return refuse('refund_address_invalid', `\`toAddress\` ${WORDS[reading.flaw]}.`, 'toAddress');
}
