-- For the list by address, and to find a person's subscriptions: in capitals or not, as sessions are found.
CREATE INDEX subscriptions_by_email ON subscriptions (organization_id, lower(customer_email), id)
  WHERE customer_email IS NOT NULL;
