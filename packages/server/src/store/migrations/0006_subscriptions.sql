-- A price that is asked again each period. Money is never pulled: each period is a checkout session of its own.
CREATE TABLE subscriptions (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  site_id uuid NOT NULL,
  -- The session whose completion made it: never two from one.
  first_session_id uuid NOT NULL,
  customer_id uuid,
  customer_email text,
  -- What was last told: derived from the columns below and the periods.
  status text NOT NULL CHECK (status IN ('trialing', 'active', 'past_due', 'paused', 'canceled', 'ended')),
  version integer NOT NULL,
  currency text NOT NULL,
  -- Minor units, for each period from now on.
  price numeric(78,0) NOT NULL,
  -- Minor units to take off renewals to come; below zero: to add to the next.
  credit numeric(78,0) NOT NULL,
  description text,
  line_items jsonb,
  metadata jsonb,
  recurring jsonb NOT NULL,
  -- {leadMs, graceMs, maxMisses}: copied from the site and never read there again.
  policy jsonb NOT NULL,
  -- The calendar counts from here: period `anchor_number` starts at `anchor_at`.
  anchor_number integer NOT NULL,
  anchor_at timestamptz(3) NOT NULL,
  -- The period it is in by its calendar; 0 is the trial.
  current_number integer NOT NULL,
  current_starts_at timestamptz(3) NOT NULL,
  current_ends_at timestamptz(3) NOT NULL,
  -- Periods in a row whose grace ended without their money.
  misses integer NOT NULL DEFAULT 0,
  cancel_at_period_end boolean NOT NULL DEFAULT false,
  paused_at timestamptz(3),
  canceled_at timestamptz(3),
  cancel_reason text CHECK (cancel_reason IN ('requested', 'period_end', 'payments_missed')),
  ended_at timestamptz(3),
  -- Milliseconds that its test clock is ahead of the server's.
  clock_offset_ms bigint NOT NULL DEFAULT 0 CHECK (clock_offset_ms >= 0),
  test_clock_id uuid,
  -- When to look at it again, by the server's clock; null: never by itself.
  next_act_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, first_session_id)
);
CREATE INDEX subscriptions_due ON subscriptions (next_act_at) WHERE next_act_at IS NOT NULL;
CREATE INDEX subscriptions_of_customer ON subscriptions (organization_id, customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX subscriptions_of_clock ON subscriptions (organization_id, test_clock_id) WHERE test_clock_id IS NOT NULL;

-- One row a period that was asked, so that none is asked twice.
CREATE TABLE subscription_periods (
  organization_id uuid NOT NULL,
  subscription_id uuid NOT NULL,
  number integer NOT NULL CHECK (number >= 1),
  livemode boolean NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  -- What a whole period costs, what credit took off (below zero: added), and what its session asks. Minor units.
  price numeric(78,0) NOT NULL,
  credit_used numeric(78,0) NOT NULL,
  amount numeric(78,0) NOT NULL,
  -- Its newest session, drawn before it is created: a crash in between finds it again.
  session_id uuid NOT NULL,
  -- When its first session could be paid; null until that is certain.
  opened_at timestamptz(3),
  paid_at timestamptz(3),
  paid_session_id uuid,
  missed_at timestamptz(3),
  -- Withdrawn by a pause or a cancellation before it was paid.
  voided_at timestamptz(3),
  PRIMARY KEY (organization_id, subscription_id, number),
  UNIQUE (organization_id, session_id)
);

ALTER TABLE sessions
  -- {number, startsAt, endsAt} of the period that a renewal asks for.
  ADD COLUMN subscription_period jsonb,
  -- When its completion was carried into its subscription.
  ADD COLUMN subscription_settled_at timestamptz(3);
CREATE INDEX sessions_to_settle ON sessions (completed_at)
  WHERE recurring IS NOT NULL AND told_paid AND subscription_settled_at IS NULL;
