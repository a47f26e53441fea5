type Schema = { readonly [key: string]: unknown };

/**
 * An OpenAPI document whose objects hold what they name and nothing beside: for tests of answers. An object without
 * `properties` is a map, and stays open.
 */
export function closeSchemas<T>(part: T): T {
  if (Array.isArray(part)) return part.map(closeSchemas) as T;
  if (typeof part !== 'object' || part === null) return part;
  const closed = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closeSchemas(value)]));
  return (isClosable(part as Schema) ? { ...closed, additionalProperties: false } : closed) as T;
}

function isClosable(schema: Schema): boolean {
  return (
    schema['type'] === 'object' &&
    typeof schema['properties'] === 'object' &&
    (schema['additionalProperties'] === undefined || isAnything(schema['additionalProperties']))
  );
}

const isAnything = (value: unknown) =>
  value === true || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
