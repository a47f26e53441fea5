import { toPublicId } from '../packages/server/src/core/identity/public-id.ts';
import type { Books } from './books.ts';
import type { Shop } from './shop.ts';

/** 6: one session for one order, however often it was asked for, and every answer names it. */
export function checkOrders({ orders }: Shop, { sessions }: Books): readonly string[] {
  return orders.flatMap(({ key, answers }) => {
    const made = sessions.filter(({ order }) => order === key).map(({ id }) => toPublicId('session', id));
    if (made.length > 1) return [`6: «${key}» has ${made.length} sessions: ${made}`];
    const strange = answers.filter((id) => id !== made[0]);
    return strange.length === 0 ? [] : [`6: «${key}» was answered with ${strange}, and its session is ${made}`];
  });
}
