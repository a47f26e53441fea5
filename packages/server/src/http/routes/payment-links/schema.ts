import { z } from 'zod';
import { COLLECT_MODES, QUESTION_TYPES } from '../../../core/link/payment-link.ts';
import { listQuery } from '../../pagination.ts';
import { methodReference } from '../checkout-sessions/schema.ts';
import { metadata } from '../metadata-field.ts';

const text = (max: number) => z.string().max(max);
const url = text(2048).meta({
  description: 'An absolute https: address; http: also in test mode.',
  example: 'https://example.com/thanks',
});
const amount = text(40).meta({ description: 'Decimal text in `fiatCurrency`.', example: '5.00' });

const customerAmount = z
  .strictObject({ minimum: amount.nullish(), maximum: amount.nullish(), preset: amount.nullish() })
  .meta({
    id: 'CustomerAmountInput',
    description: 'The customer chooses what to pay, within these bounds; `preset` stands in the field at first.',
  });

const pieces = z.number().int().min(1).max(1_000_000);
const quantity = z
  .strictObject({ minimum: pieces.default(1), maximum: pieces })
  .meta({ id: 'GivenQuantityBounds', description: 'The customer chooses how many. Goes with a fixed `fiatAmount`.' });

const mode = z.enum(COLLECT_MODES, { error: `must be one of ${COLLECT_MODES.join(', ')}` });
const collect = z
  .strictObject({
    email: mode.optional(),
    name: mode.optional(),
    phone: mode.optional(),
    billingAddress: mode.optional(),
    shippingAddress: mode.optional(),
  })
  .meta({ id: 'GivenCollect', description: 'What the link’s page asks for: `none`, `optional` or `required`.' });

const question = z
  .strictObject({
    key: text(64).min(1).optional().meta({ description: 'Under which the answer is found; the label where absent.' }),
    label: text(150).trim().min(1).meta({ example: 'T-shirt size' }),
    type: z.enum(QUESTION_TYPES, { error: `must be one of ${QUESTION_TYPES.join(', ')}` }).default('text'),
    required: z.boolean().default(false),
    options: z
      .array(text(100).trim().min(1))
      .min(1)
      .max(50)
      .refine((options) => new Set(options).size === options.length, 'must name no option twice')
      .optional()
      .meta({ description: 'What a `select` offers.' }),
  })
  .refine(({ key, label }) => (key ?? label) !== '__proto__', 'must not be called __proto__')
  .meta({ id: 'GivenQuestion' });

const slug = text(64).meta({
  description: 'The end of the address: 3 to 64 small letters, digits and single hyphens. Taken for good.',
  example: 'tea-club',
});

const settings = {
  name: text(250).trim().min(1).meta({ description: 'What is sold; the line item of its sessions.' }),
  description: text(1000).nullish(),
  imageUrl: url.nullish(),
  active: z.boolean().optional().meta({ description: 'An inactive link takes no payments.' }),
  fiatAmount: amount.nullish().meta({ description: 'A fixed price, of one piece.', example: '99.00' }),
  fiatCurrency: text(8).meta({ description: 'ISO 4217.', example: 'USD' }),
  customerAmount: customerAmount.nullish(),
  quantity: quantity.nullish(),
  allowedMethods: z
    .array(methodReference)
    .max(50)
    .nullish()
    .meta({ description: 'All that are on offer where absent.' }),
  collect: collect.nullish(),
  questions: z.array(question).max(10).nullish().meta({ description: 'Questions of your own, 10 at most.' }),
  useLimit: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .nullish()
    .meta({ description: 'How often it can be paid; null: any number.' }),
  successUrl: url.nullish(),
  cancelUrl: url.nullish(),
  expiresIn: z.number().int().positive().nullish().meta({ description: 'Seconds that its sessions can be paid.' }),
  metadata: metadata
    .nullish()
    .meta({ description: 'Any JSON object; copied to each session of the link.', example: { campaign: 'spring' } }),
};

export const createBody = z
  .strictObject({
    ...settings,
    slug: slug.optional(),
    siteId: text(64).optional().meta({ description: 'Whose page it is; your first site where absent.' }),
  })
  .meta({ id: 'CreatePaymentLink' });

export const updateBody = z
  .strictObject({
    ...settings,
    name: settings.name.optional(),
    fiatCurrency: settings.fiatCurrency.optional(),
    slug: slug.optional(),
  })
  .meta({ id: 'UpdatePaymentLink' });

export const listLinksQuery = z.strictObject({
  ...listQuery,
  active: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((value) => value === 'true')
    .optional(),
});
