/** What a key may do. A key without a list of its own may do everything in its mode. */
export const SCOPES = [
  'sessions:read',
  'sessions:write',
  'links:read',
  'links:write',
  'products:read',
  'products:write',
  'discounts:read',
  'discounts:write',
  'customers:read',
  'customers:write',
  'subscriptions:read',
  'subscriptions:write',
  'webhooks:read',
  'webhooks:write',
  'events:read',
  'books:read',
  'books:write',
  'test:write',
] as const;
export type Scope = (typeof SCOPES)[number];

/** What a route asks for: a scope, or `public`, which every living key has, the publishable ones included. */
export type RequiredScope = Scope | 'public';

/** What somebody may do: everything in their mode, only what is public, or what is listed. */
export type Permissions = 'all' | 'public' | ReadonlySet<Scope>;

export const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text);

/**
 * Whether these permissions cover what a route asks for. A route that asks for nothing by name is only for those who may do
 * everything: what was forgotten stays shut. Writing does not include reading.
 */
export function allows(permissions: Permissions, required: RequiredScope | undefined): boolean {
  if (permissions === 'all' || required === 'public') return true;
  return permissions !== 'public' && required !== undefined && permissions.has(required);
}
