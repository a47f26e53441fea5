import { z } from 'zod';
import type { PublicSession } from '../../../core/resource/public-session.ts';
import { sessionObject } from '../checkout-sessions/session-object.ts';

/** The fields of the session itself: one spelling for both. */
const { shape } = sessionObject as unknown as z.ZodObject<Record<keyof PublicSession, z.ZodType>>;

export const publicSessionObject = z
  .object({
    id: shape.id,
    object: shape.object,
    livemode: shape.livemode,
    status: shape.status,
    version: shape.version,
    currency: shape.currency,
    amountTotal: shape.amountTotal,
    method: shape.method,
    methods: shape.methods,
    address: shape.address,
    amount: shape.amount,
    chainId: shape.chainId,
    amountReceived: shape.amountReceived,
    amountConfirmed: shape.amountConfirmed,
    amountRemaining: shape.amountRemaining,
    overpaidAmount: shape.overpaidAmount,
    refundStatus: shape.refundStatus,
    confirmations: shape.confirmations,
    requiredConfirmations: shape.requiredConfirmations,
    waitingFor: shape.waitingFor,
    createdAt: shape.createdAt,
    expiresAt: shape.expiresAt,
    graceEndsAt: shape.graceEndsAt,
    checkoutUrl: shape.checkoutUrl,
  })
  .meta({ id: 'PublicCheckoutSession', description: 'What a web page may see of a session with a publishable key.' });
