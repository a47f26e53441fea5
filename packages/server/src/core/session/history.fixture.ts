import { reaches } from '../money/fraction.ts';
import { refusalOf } from './act-refusals.ts';
import { type DerivedSession, deriveSession } from './derive-session.ts';
import { at, BASE_USDC, ETH, facts, OTHER_TOKEN, transfer, USDC } from './example.fixture.ts';
import type { Act, ObservedTransfer, Offer, SessionTerms } from './facts.ts';
import type { Happening } from './transitions.ts';

/** Offers of four units each, so that shares of a quarter meet every boundary. */
const QUARTERS: readonly Offer[] = [ETH, USDC, BASE_USDC].map((offer) => ({ ...offer, askedAtomic: 4n }));

type Network = 'Ethereum' | 'Base';

/** One thing that happens, with the numbers it needs; what cannot happen as things stand does not. */
export type Step =
  | { kind: 'transfer'; asset: number; units: number; arrived: number; confirmed: number | null }
  | { kind: 'confirmation'; which: number; at: number }
  | { kind: 'reorg'; which: number; keeps: boolean; back: number | null }
  | { kind: 'watermark'; network: Network | 'both'; to: number }
  | { kind: 'cancel' | 'expire' | 'extend' | 'accept' }
  | { kind: 'attach'; which: number };

interface History {
  transfers: ObservedTransfer[];
  acts: Act[];
  toldPaid: boolean;
  marks: Record<Network, number>;
  now: number;
}

export interface Passage {
  readonly happening: Happening;
  readonly from: DerivedSession;
  readonly to: DerivedSession;
}

/** Lives through the steps, telling after each as the server does, and returns every passage from one result to the next. */
export function live(steps: readonly Step[], terms: Partial<SessionTerms>): readonly Passage[] {
  const history: History = { transfers: [], acts: [], toldPaid: false, marks: { Ethereum: 0, Base: 0 }, now: 0 };
  const passages: Passage[] = [];
  let from = derive(history, terms);
  for (const step of steps) {
    if (!apply(step, history, from)) continue;
    const to = derive(history, terms);
    history.toldPaid ||= to.status === 'paid' || to.status === 'paid_late';
    passages.push({ happening: step.kind, from, to });
    from = to;
  }
  return passages;
}

function derive({ transfers, acts, toldPaid, marks, now }: History, terms: Partial<SessionTerms>): DerivedSession {
  const given = facts({ terms: { offers: QUARTERS, ...terms }, transfers, acts, toldPaid });
  return deriveSession(given, { Ethereum: at(marks.Ethereum), Base: at(marks.Base) }, at(now));
}

/** Changes the history by one step; false where the step cannot happen. */
function apply(step: Step, history: History, derived: DerivedSession): boolean {
  switch (step.kind) {
    case 'transfer':
      return addTransfer(step, history);
    case 'confirmation':
      return confirm(step, history);
    case 'reorg':
      return orphan(step, history);
    case 'watermark':
      return readFurther(step, history);
    case 'accept':
      return accept(history, derived);
    case 'attach':
      return attach(step.which, history, derived);
    default:
      if (refusalOf(step.kind, derived) !== null) return false;
      history.acts.push({ kind: step.kind, at: at(history.now) });
      return true;
  }
}

function addTransfer(step: Extract<Step, { kind: 'transfer' }>, history: History): boolean {
  const confirmed = step.confirmed === null ? null : Math.max(step.arrived, step.confirmed);
  const id = `t${history.now}-${history.transfers.length}-${history.acts.length}`;
  const offer = QUARTERS[step.asset] ?? { ...USDC, contract: OTHER_TOKEN };
  history.transfers.push(transfer(offer, BigInt(step.units), { arrived: step.arrived, confirmed, id }));
  history.now = Math.max(history.now, step.arrived, confirmed ?? 0);
  return true;
}

function readFurther({ network, to }: Extract<Step, { kind: 'watermark' }>, history: History): boolean {
  const networks: readonly Network[] = network === 'both' ? ['Ethereum', 'Base'] : [network];
  for (const read of networks) history.marks[read] = Math.max(history.marks[read], to);
  history.now = Math.max(history.now, to);
  return true;
}

/** The confirming block is one that had not been read before. */
function confirm(step: Extract<Step, { kind: 'confirmation' }>, history: History): boolean {
  const found = history.transfers[step.which];
  if (found === undefined || found.confirmedAt !== null) return false;
  const confirmedAt = Math.max(found.arrivedAt, at(step.at), at(history.marks[networkOf(found)]));
  history.transfers[step.which] = { ...found, confirmedAt };
  history.now = Math.max(history.now, (confirmedAt - at(0)) / 1000);
  return true;
}

/** Drops a transfer, or keeps it without its confirmation (mined again); reading may begin anew from further back. */
function orphan({ which, keeps, back }: Extract<Step, { kind: 'reorg' }>, history: History): boolean {
  const found = history.transfers[which];
  if (found === undefined) return false;
  if (keeps) history.transfers[which] = { ...found, confirmedAt: null };
  else history.transfers.splice(which, 1);
  const network = networkOf(found);
  if (back !== null) history.marks[network] = Math.min(history.marks[network], back);
  return true;
}

function networkOf({ network }: ObservedTransfer): Network {
  return network === 'Base' ? 'Base' : 'Ethereum';
}

function accept(history: History, { status, received, confirmed }: DerivedSession): boolean {
  if (status !== 'underpaid' || !reaches(confirmed, received)) return false;
  history.acts.push({ kind: 'accept', at: at(history.now), need: [confirmed.numerator, confirmed.denominator] });
  return true;
}

function attach(which: number, history: History, { transfers }: DerivedSession): boolean {
  const classified = transfers[which];
  if (classified?.disposition !== 'unexpected') return false;
  history.acts.push({ kind: 'attach', at: at(history.now), transferId: classified.transfer.id });
  return true;
}
