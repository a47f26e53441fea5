import type { DialectFields } from '../../../core/dialect.ts';
import type { CreateBody } from './create-schema.ts';

/**
 * What the canonical session has no room for: further pictures, and the mode of a subscription that the merchant keeps
 * themselves. Comes back as it was sent.
 */
export function sentFields({ line_items, mode, recurring }: CreateBody): DialectFields | null {
  const images = line_items.map(({ product_data }) => product_data.images);
  const fields = {
    ...(images.some(({ length }) => length > 1) && { images }),
    ...(mode === 'subscription' && recurring == null && { mode }),
  };
  return Object.keys(fields).length === 0 ? null : { dialect: 'paybytoken', fields };
}
