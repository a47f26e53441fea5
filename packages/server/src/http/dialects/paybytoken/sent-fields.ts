import type { DialectFields } from '../../../core/dialect.ts';
import type { CreateBody } from './create-schema.ts';

type Metadata = CreateBody['metadata'];

/** The canonical metadata has texts alone: `7` is `"7"` there. */
export function textMetadata(metadata: Metadata): Readonly<Record<string, string>> | null {
  if (metadata == null) return null;
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, String(value)]));
}

/** What the canonical session has no room for: further pictures, and metadata that is not text. Comes back as it was sent. */
export function sentFields({ line_items, metadata }: CreateBody): DialectFields | null {
  const images = line_items.map(({ product_data }) => product_data.images);
  return ownFields({
    ...(images.some(({ length }) => length > 1) && { images }),
    ...(hasMoreThanText(metadata) && { metadata }),
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
