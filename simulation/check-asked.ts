import { toPublicId } from '../packages/server/src/core/identity/public-id.ts';
import type { Books, SessionRow } from './books.ts';
import type { Order, Shop } from './shop.ts';
import type { WorldParts } from './world.ts';

/** Tokens of this world are worth one dollar, and so are its coins. */
const DOLLARS = 100n;

/**
 * 6: what was asked for is what the books hold. One session for one order, however often it was asked for, on the terms
 * that were asked, and every answer names it; and of people's acts each that was answered with success, and none besides
 * that was refused or never asked.
 */
export function checkAsked(parts: WorldParts, shop: Shop, { sessions }: Books): readonly string[] {
  return [
    ...shop.orders.flatMap((order) => checkOrder(parts, order, sessions)),
    ...sessions.flatMap((session) => checkActs(shop, session)),
  ];
}

function checkOrder(parts: WorldParts, { key, input, answers }: Order, sessions: readonly SessionRow[]) {
  const made = sessions.filter(({ order }) => order === key);
  const ids = made.map(({ id }) => toPublicId('session', id));
  if (made.length > 1) return [`6: «${key}» has ${made.length} sessions: ${ids}`];
  const strange = answers.filter((id) => id !== ids[0]);
  if (strange.length > 0) return [`6: «${key}» was answered with ${strange}, and its session is ${ids}`];
  return made.flatMap(({ terms }) => {
    const asked = termsOf(parts, input);
    const kept = describe({
      total: terms.total,
      ttlMs: terms.ttlMs,
      graceMs: terms.graceMs,
      offers: terms.offers.map(({ network, contract, askedAtomic }) => `${network} ${contract} ${askedAtomic}`),
    });
    return kept === describe(asked) ? [] : [`6: «${key}» asked for ${describe(asked)}, and its session has ${kept}`];
  });
}

function termsOf({ networks }: WorldParts, { total, expiresIn, graceSeconds, allowedMethods }: Order['input']) {
  const offers = networks.flatMap(({ network: { spec } }) => {
    return [spec.native, ...spec.tokens]
      .filter(({ symbol }) => allowedMethods?.includes(`${spec.name}:${symbol}`) ?? true)
      .map(({ contract, decimals }) => `${spec.name} ${contract} ${DOLLARS * 10n ** BigInt(decimals)}`);
  });
  return { total, ttlMs: expiresIn! * 1000, graceMs: graceSeconds! * 1000, offers };
}

type Terms = ReturnType<typeof termsOf>;

const describe = ({ total, ttlMs, graceMs, offers }: Terms) =>
  `${total.minor} ${total.currency} for ${ttlMs} + ${graceMs} ms in ${[...offers].sort().join(', ')}`;

function checkActs({ acts }: Shop, session: SessionRow): readonly string[] {
  const asked = acts.filter(({ uuid, kind }) => uuid === session.id && kind !== 'writeOff');
  return [...new Set([...asked, ...session.acts].map(({ kind }) => kind))].flatMap((kind) => {
    const count = (answer: string) => asked.filter((each) => each.kind === kind && each.answer === answer).length;
    const held = session.acts.filter((act) => act.kind === kind).length;
    const [done, unanswered] = [count('done'), count('none')];
    return held >= done && held <= done + unanswered
      ? []
      : [`6: session ${session.id} holds ${held} × ${kind}; ${done} were answered, ${unanswered} were not`];
  });
}
