import { z } from 'zod';
import { listOf } from '../../pagination.ts';
import { addressText } from '../field-types.ts';

export const methodObject = z
  .object({
    id: z.string().meta({ example: 'Base:USDC' }),
    object: z.literal('payment_method'),
    network: z.string().meta({ example: 'Base' }),
    networkLabel: z.string(),
    chainId: z.number().int(),
    token: addressText.nullable().meta({ description: 'The token’s contract; null for the native coin.' }),
    symbol: z.string(),
    name: z.string(),
    decimals: z.number().int(),
    limits: z
      .object({ min: z.string(), max: z.string() })
      .meta({ description: 'What one payment can ask, in whole units.' }),
    requiredConfirmations: z.number().int(),
    healthy: z
      .boolean()
      .meta({ description: 'Whether the network is being read; a method is offered only while it is.' }),
    internalTransfers: z
      .enum(['automatic', 'manual'])
      .nullable()
      .meta({ description: 'Whether native coin moved inside contracts is credited by itself; null for tokens.' }),
    livemode: z.boolean(),
  })
  .meta({ id: 'PaymentMethod' });

export const methodList = listOf('PaymentMethodList', methodObject);
