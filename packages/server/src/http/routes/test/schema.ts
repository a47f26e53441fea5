import { z } from 'zod';
import { SCENARIOS } from '../../../operations/simulate-payment.ts';
import { methodReference } from '../checkout-sessions/schema.ts';

export const payBody = z
  .strictObject({
    scenario: z
      .enum(SCENARIOS, { error: `must be one of ${SCENARIOS.join(', ')}` })
      .default('exact')
      .meta({ description: 'What is sent; what is missing where absent.' }),
    method: methodReference.optional().meta({ description: 'Pay by this offered method instead of the chosen one.' }),
  })
  .meta({ id: 'PayTestCheckoutSession' })
  .nullish();

export const simulatedPayment = z
  .object({
    object: z.literal('simulated_payment'),
    scenario: z.enum(SCENARIOS),
    transactions: z.array(z.string()).readonly(),
  })
  .meta({ id: 'SimulatedPayment' });
