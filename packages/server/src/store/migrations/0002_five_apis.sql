-- What a session carries beyond its price: where it came from, who pays, what was taken off, which API's words it was made in.
ALTER TABLE sessions
  ADD COLUMN mode text NOT NULL DEFAULT 'payment' CHECK (mode IN ('payment', 'subscription')),
  -- Applied discounts, in order; the total in `terms` is what remains after them.
  ADD COLUMN discounts jsonb,
  ADD COLUMN customer_id uuid,
  -- {name, phone, billingAddress, shippingAddress, custom}: as collected or as the merchant gave it.
  ADD COLUMN customer_details jsonb,
  ADD COLUMN link_id uuid,
  ADD COLUMN subscription_id uuid,
  -- The recurring price of a session of mode subscription.
  ADD COLUMN recurring jsonb,
  -- {dialect, fields}: what a dialect's request carried that the canonical API has no field for; comes back there as it was sent.
  ADD COLUMN dialect_fields jsonb,
  -- The last load of the hosted page.
  ADD COLUMN accessed_at timestamptz(3),
  -- When it was first told paid: set once.
  ADD COLUMN completed_at timestamptz(3);
CREATE INDEX sessions_of_customer ON sessions (organization_id, customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX sessions_of_link ON sessions (organization_id, link_id, id) WHERE link_id IS NOT NULL;
CREATE INDEX sessions_of_subscription ON sessions (organization_id, subscription_id, id)
  WHERE subscription_id IS NOT NULL;
UPDATE sessions SET completed_at = paid_at WHERE told_paid;

-- Which API's words an endpoint is told in: that of the route which made it.
ALTER TABLE webhook_endpoints
  ADD COLUMN dialect text NOT NULL DEFAULT 'canonical'
  CHECK (dialect IN ('canonical', 'paybytoken', 'radom', 'wewire', 'paymentgateway'));
