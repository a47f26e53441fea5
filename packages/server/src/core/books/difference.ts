import { toPublicId } from '../identity/public-id.ts';

export type DifferenceKind =
  /** Of the chain's transfers. */
  | 'missing'
  | 'not_on_chain'
  | 'changed'
  | 'unconfirmed'
  | 'confirmed_early'
  | 'cursor_not_on_chain'
  /** Of what follows from them. */
  | 'status'
  | 'unexpected'
  | 'ledger'
  | 'balance'
  | 'refund'
  | 'versions';

/** One thing that the books say and that the chain, or their own facts, contradict. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly network: string | null;
  readonly block: bigint | null;
  readonly txHash: string | null;
  readonly position: string | null;
  /** UUIDs. */
  readonly organizationId: string | null;
  readonly sessionId: string | null;
  readonly transferId: string | null;
  /** What must be in the books. */
  readonly expected: string;
  /** What is there. */
  readonly found: string;
}

const NOWHERE = {
  network: null,
  block: null,
  txHash: null,
  position: null,
  organizationId: null,
  sessionId: null,
  transferId: null,
} as const;

export function difference(
  kind: DifferenceKind,
  at: Partial<Difference>,
  { expected, found }: Pick<Difference, 'expected' | 'found'>,
): Difference {
  return { ...NOWHERE, ...at, kind, expected, found };
}

const WORDS: Readonly<Record<DifferenceKind, string>> = {
  missing: 'on the chain, not in the books',
  not_on_chain: 'in the books, not on the chain',
  changed: 'other in the books than on the chain',
  unconfirmed: 'its confirming block was read, and it is not confirmed',
  confirmed_early: 'confirmed, and its confirming block was not read',
  cursor_not_on_chain: 'the books stand on a block that the chain does not have',
  status: 'its facts say another status',
  unexpected: 'the list of unexpected money says something else than its facts',
  ledger: 'the ledger does not hold it as its facts say',
  balance: 'an account that cannot be so',
  refund: 'the ledger or the chain says something else of a refund',
  versions: 'the told versions have a gap, a repetition or another end',
};

export const DIFFERENCE_KINDS = Object.keys(WORDS) as readonly DifferenceKind[];

/** As a program reads it: ids as the API spells them, whole numbers as text. */
export function differenceJson(each: Difference): Readonly<Record<string, string | null>> {
  return {
    kind: each.kind,
    network: each.network,
    block: each.block === null ? null : String(each.block),
    txHash: each.txHash,
    position: each.position,
    organization: each.organizationId && toPublicId('organization', each.organizationId),
    session: each.sessionId && toPublicId('session', each.sessionId),
    transfer: each.transferId && toPublicId('transfer', each.transferId),
    expected: each.expected,
    found: each.found,
  };
}

/** As a person reads it: one line. */
export function differenceText(each: Difference): string {
  const { network, block, txHash, position, session, transfer } = differenceJson(each);
  const place = [
    network,
    block && `block ${block}`,
    txHash && `transaction ${txHash} ${position ?? ''}`.trimEnd(),
    transfer,
    session,
  ];
  const where = place.filter((part) => part !== null && part !== '').join(', ');
  return `${each.kind}: ${where}: ${WORDS[each.kind]}: expected ${each.expected}; found ${each.found}`;
}
