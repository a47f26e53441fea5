import type { Money } from '../core/money/money.ts';
import { subtotalOf } from '../core/pricing/subtotal.ts';
import { isRedirectUrl } from '../core/redirect-url.ts';
import { type ResourceContext, type SessionResource, sessionResource } from '../core/resource/session-resource.ts';
import { deriveSession } from '../core/session/derive-session.ts';
import { detailsOf } from '../core/session/details.ts';
import type { ClockAdvance, SessionTerms } from '../core/session/facts.ts';
import type { Session, SessionDetails } from '../core/session/session.ts';
import { clockNow, startedAt } from '../core/session/test-clock.ts';
import type { NewSession } from '../store/new-session.ts';
import type { Site } from '../store/organizations.ts';
import type { TestClock } from '../store/test-clocks.ts';
import type { AddressSupply, SuppliedAddress } from './address-supply.ts';
import { readClock } from './attach-test-clock.ts';
import { eventId } from './event-id.ts';
import { bodyHash } from './idempotent.ts';
import { checkLineItems } from './line-items.ts';
import type { MethodCatalogue } from './method-catalogue.ts';
import type { MethodReference } from './method-reference.ts';
import { type MadeOffer, offerMethods } from './offer-methods.ts';
import type { Principal } from './principal.ts';
import { promisedSubscription } from './promise-subscription.ts';
import { redemptionGuards } from './redeem-discounts.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';
import { checkDurations, type SessionLimits } from './session-limits.ts';
import type { SessionGuard } from './write-guarded-session.ts';

export interface CreateSessionInput extends SessionDetails {
  /** Zero completes at once: there is nothing to pay. */
  readonly total: Money;
  readonly allowedMethods: readonly MethodReference[] | undefined;
  readonly method: MethodReference | undefined;
  /** Seconds; the site's where absent. */
  readonly expiresIn: number | undefined;
  readonly graceSeconds: number | undefined;
  /** The organization's default site where absent. */
  readonly siteId?: string | undefined;
  /** A UUIDv7 drawn beforehand, for what must know the session before it exists; a fresh one where absent. */
  readonly sessionId?: string | undefined;
  /** Asked in the transaction that writes it: limits that two creates at once must not both slip under. */
  readonly guards?: readonly SessionGuard[] | undefined;
}

export interface CreateSessionDeps {
  readonly runtime: Runtime;
  readonly catalogue: MethodCatalogue;
  readonly limits: SessionLimits;
  readonly resource: ResourceContext;
  /** `undefined`: the organization has no such site. Without an id its first. */
  readonly findSite: (organizationId: string, siteId?: string) => Promise<Site | undefined>;
  readonly addresses: (principal: Principal) => Promise<AddressSupply | undefined>;
  /** `undefined`: no such clock of this organization and mode, or it was deleted. */
  readonly findTestClock: (principal: Principal, id: string) => Promise<TestClock | undefined>;
  /**
   * Writes it, in a group with others unless something guards it; false: its idempotency key is taken. Nothing was written
   * then, nor where a guard refuses.
   */
  readonly insert: (row: NewSession, guards: readonly SessionGuard[]) => Promise<boolean | Refusal>;
  /** Called after the commit. */
  readonly onCreated: (session: Session) => void;
}

export interface CreatedSession {
  readonly outcome: 'created';
  readonly sessionId: string;
  /** The session as it then was, paid where there is nothing to pay: the answer, and what a repeat of the request gets. */
  readonly snapshot: string;
  /** The same as an object. */
  readonly resource: SessionResource;
}

/** A create that carries an Idempotency-Key. */
export interface IdempotentCreate {
  readonly route: string;
  readonly key: string;
  readonly body: unknown;
}

/** The idempotency key was used before: nothing was written. The caller answers from the record. */
export interface KeyTaken {
  readonly outcome: 'key_taken';
}

/**
 * Creates a session: quotes locked, an address of its own, told to the merchant. Everything is written in one
 * statement; no network is asked.
 */
export async function createSession(
  deps: CreateSessionDeps,
  principal: Principal,
  input: CreateSessionInput,
  request: IdempotentCreate | null = null,
): Promise<CreatedSession | KeyTaken | Refusal> {
  const refusal = checkInput(deps.limits, principal.livemode, input);
  if (refusal) return refusal;
  const { total } = input;
  const site = await deps.findSite(principal.organizationId, input.siteId);
  if (!site) return refuse('site_not_found', 'This organization has no such site.', 'siteId');
  const clock = await readClock(deps, principal, input.testClockId);
  if ('outcome' in clock) return clock;
  const made = total.minor === 0n ? null : offer(deps, principal, input, site);
  if (made?.outcome === 'refused') return made;

  const supply = made === null ? null : await deps.addresses(principal);
  if (supply === undefined) {
    return refuse(
      'no_receiving_key',
      'No extended public key is set up for this mode: see `opentill xpubs add --help`.',
    );
  }
  const address = supply && (await supply.take());
  const session = newSession(deps, principal, input, { site, made, address, clock: clock.advances });
  const idempotency = request && { route: request.route, key: request.key, bodyHash: bodyHash(request.body) };
  const { row, resource } = newRow(deps, session, address, made, idempotency);
  const guards = [...clock.guards, ...(input.guards ?? []), ...redemptionGuards(session)];
  const written = await insertOrGiveBack(deps, row, guards, { supply, address });
  if (written === false) return { outcome: 'key_taken' };
  if (written !== true) return written;
  deps.onCreated(session);
  return { outcome: 'created', sessionId: session.id, snapshot: (row.paid ?? row.created).data, resource };
}

async function insertOrGiveBack(
  deps: CreateSessionDeps,
  row: NewSession,
  guards: readonly SessionGuard[],
  { supply, address }: { readonly supply: AddressSupply | null; readonly address: SuppliedAddress | null },
): Promise<boolean | Refusal> {
  const written = await deps.insert(row, guards);
  // Nobody has seen the address yet. After a fault it is not given back: the commit may have happened.
  if (written !== true && supply && address) supply.giveBack(address);
  return written;
}

function checkInput(limits: SessionLimits, livemode: boolean, input: CreateSessionInput): Refusal | undefined {
  for (const param of ['successUrl', 'cancelUrl', 'returnUrl'] as const) {
    const url = input[param];
    if (url !== null && !isRedirectUrl(url, livemode)) return invalidUrl(param, livemode);
  }
  return (
    checkLineItems(input.lineItems, subtotalOf(input.total, input.discounts), livemode) ??
    checkDurations(limits, livemode, input)
  );
}

function invalidUrl(param: string, livemode: boolean): Refusal {
  return refuse('url_invalid', `\`${param}\` is an absolute ${livemode ? 'https:' : 'https: or http:'} URL.`, param);
}

function offer(
  { catalogue, runtime }: CreateSessionDeps,
  { livemode }: Principal,
  input: CreateSessionInput,
  site: Site,
): MadeOffer | Refusal {
  return offerMethods(catalogue, {
    livemode,
    total: input.total,
    allowed: input.allowedMethods,
    named: input.method,
    preferred: site.policy.defaultMethod,
    now: runtime.now(),
  });
}

interface Parts {
  readonly clock: readonly ClockAdvance[];
  readonly site: Site;
  readonly made: MadeOffer | null;
  readonly address: SuppliedAddress | null;
}

function newSession(
  { runtime }: CreateSessionDeps,
  principal: Principal,
  input: CreateSessionInput,
  { site, made, address, clock }: Parts,
): Session {
  const now = runtime.now();
  const createdAt = clockNow({ clock }, now);
  const terms = newTerms(site, input, made);
  const free = made === null;
  return {
    organizationId: principal.organizationId,
    id: input.sessionId ?? runtime.newId(),
    livemode: principal.livemode,
    siteId: site.id,
    terms,
    method: made?.method ?? null,
    address: address?.address ?? null,
    acts: [],
    clock,
    status: 'pending',
    version: 1,
    toldPaid: free,
    toldOverpaid: false,
    expiresAt: createdAt + terms.ttlMs,
    graceEndsAt: createdAt + terms.ttlMs + terms.graceMs,
    nextDeadline: free ? null : now + terms.ttlMs,
    paidAt: free ? createdAt : null,
    txHash: null,
    restartedAs: null,
    refundStatus: null,
    accessedAt: null,
    completedAt: free ? createdAt : null,
    ...detailsOf(input),
    createdAt,
    updatedAt: createdAt,
  };
}

/** Copied from the site and the request now, and never read from them again. */
function newTerms({ policy }: Site, input: CreateSessionInput, made: MadeOffer | null): SessionTerms {
  return {
    total: input.total,
    offers: made?.offers ?? [],
    underToleranceBps: BigInt(policy.underToleranceBps),
    overToleranceBps: BigInt(policy.overToleranceBps),
    ttlMs: (input.expiresIn ?? policy.ttlSeconds) * 1000,
    graceMs: (input.graceSeconds ?? policy.graceSeconds) * 1000,
    maxLifetimeMs: policy.maxLifetimeSeconds * 1000,
    maxExtensions: policy.maxExtensions,
  };
}

function newRow(
  { runtime, resource }: CreateSessionDeps,
  session: Session,
  address: SuppliedAddress | null,
  made: MadeOffer | null,
  idempotency: NewSession['idempotency'],
): { readonly row: NewSession; readonly resource: SessionResource } {
  const paymentId = made?.chosen ? runtime.newId() : null;
  const payments =
    paymentId && session.method ? [{ id: paymentId, method: session.method, createdAt: session.createdAt }] : [];
  const derived = deriveSession({ ...session, transfers: [] }, {}, startedAt(session));
  const snapshot = (shown: Session) => sessionResource({ session: shown, derived, payments, heads: {} }, resource);
  // With nothing to pay it is paid at once: created is told as pending, paid as the session then is.
  const subscriptionId = promisedSubscription({ runtime }, session);
  const paid: Session | null = made === null ? { ...session, status: 'paid', version: 2, subscriptionId } : null;
  const created = snapshot(paid === null ? session : { ...session, paidAt: null, completedAt: null });
  const settled = paid && snapshot(paid);
  const row: NewSession = {
    session: paid ?? session,
    addressIndex: address && { xpubId: address.xpubId, index: address.index },
    created: { id: eventId(runtime, 1), type: 'session.created', version: 1, data: JSON.stringify(created) },
    paid: settled && { id: eventId(runtime, 2), type: 'session.paid', version: 2, data: JSON.stringify(settled) },
    paymentId,
    idempotency,
  };
  return { row, resource: settled ?? created };
}
