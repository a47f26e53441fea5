import type { DialectFields } from '../../../core/dialect.ts';
import type { CreateBody } from './create-schema.ts';

type Metadata = CreateBody['metadata'];

/** The canonical metadata has texts alone: `7` is `"7"` there. */
export function textMetadata(metadata: Metadata): Readonly<Record<string, string>> | null {
  if (metadata == null) return null;
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, String(value)]));
}

/**
 * What the canonical session has no room for: further pictures, metadata that is not text, and the mode of a subscription
 * that the merchant keeps themselves. Comes back as it was sent.
 */
export function sentFields({ line_items, metadata, mode, recurring }: CreateBody): DialectFields | null {
  const images = line_items.map(({ product_data }) => product_data.images);
  return ownFields({
    ...(images.some(({ length }) => length > 1) && { images }),
    ...(hasMoreThanText(metadata) && { metadata }),
    ...(mode === 'subscription' && recurring == null && { mode }),
  });
}

export function sentMetadata(metadata: Metadata): DialectFields | null {
  return ownFields(hasMoreThanText(metadata) ? { metadata } : {});
}

const hasMoreThanText = (metadata: Metadata) =>
  Object.values(metadata ?? {}).some((value) => typeof value !== 'string');

function ownFields(fields: DialectFields['fields']): DialectFields | null {
  return Object.keys(fields).length === 0 ? null : { dialect: 'paybytoken', fields };
}
