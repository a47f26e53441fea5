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
  'test:write',
] as const;
export type Scope = (typeof SCOPES)[number];
