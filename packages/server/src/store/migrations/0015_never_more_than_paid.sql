-- What credit may be given from, so that none is made from nothing.
ALTER TABLE subscription_periods
  -- What its time was paid with, money and credit, at most its price; what of that can still become credit. Minor units.
  ADD COLUMN worth numeric(78,0) NOT NULL DEFAULT 0,
  ADD COLUMN creditable numeric(78,0) NOT NULL DEFAULT 0,
  -- Of its grace that had run when it was withdrawn: it is not given again.
  ADD COLUMN grace_spent_ms bigint NOT NULL DEFAULT 0 CHECK (grace_spent_ms >= 0);
UPDATE subscription_periods
  SET worth = least(price, greatest(0, amount + credit_used)), creditable = least(price, greatest(0, amount + credit_used))
  WHERE paid_at IS NOT NULL;

ALTER TABLE subscriptions
  -- Money that came and is not in `credit`, nor in what credit took off an open renewal. Minor units.
  ADD COLUMN backing numeric(78,0) NOT NULL DEFAULT 0 CHECK (backing >= 0);
UPDATE subscriptions SET backing = greatest(0, asked.paid - asked.open_credit - greatest(0, credit))
  FROM (
    SELECT organization_id, subscription_id,
      coalesce(sum(amount) FILTER (WHERE paid_at IS NOT NULL), 0) AS paid,
      coalesce(sum(greatest(0, credit_used)) FILTER (WHERE paid_at IS NULL AND voided_at IS NULL), 0) AS open_credit
    FROM subscription_periods GROUP BY 1, 2
  ) AS asked
  WHERE asked.organization_id = subscriptions.organization_id AND asked.subscription_id = subscriptions.id;

-- A session that ended unpaid holds its use of a link until its networks have been read past its grace: `next_deadline`.
DROP INDEX sessions_using_link;
CREATE INDEX sessions_using_link ON sessions (organization_id, link_id)
  INCLUDE (id, completed_at, status, next_deadline) WHERE link_id IS NOT NULL;

-- Who holds a use of a limited link: a keyed hash of the client's address, taken away once nothing is held.
ALTER TABLE sessions ADD COLUMN link_holder bytea;
CREATE INDEX sessions_with_link_holder ON sessions (organization_id, link_id) WHERE link_holder IS NOT NULL;
