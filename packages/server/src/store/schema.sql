-- Generated from the migrations by scripts/dump-schema.ts; do not edit.

CREATE OR REPLACE FUNCTION refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed: write a reversal', TG_TABLE_NAME;
END $function$;

CREATE TABLE addresses (
  address bytea NOT NULL,
  organization_id uuid NOT NULL,
  session_id uuid NOT NULL,
  xpub_id uuid NOT NULL,
  address_index bigint NOT NULL,
  CONSTRAINT addresses_pkey PRIMARY KEY (address),
  CONSTRAINT addresses_xpub_id_address_index_key UNIQUE (xpub_id, address_index)
);

CREATE TABLE api_keys (
  hash bytea NOT NULL,
  id uuid NOT NULL,
  organization_id uuid NOT NULL,
  livemode boolean NOT NULL,
  name text NOT NULL,
  ending text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  last_used_at timestamp(3) with time zone,
  revoked_at timestamp(3) with time zone,
  kind text NOT NULL DEFAULT 'secret'::text,
  scopes text[],
  allowed_ips text[],
  expires_at timestamp(3) with time zone,
  successor_id uuid,
  CONSTRAINT api_keys_pkey PRIMARY KEY (hash),
  CONSTRAINT api_keys_check CHECK (((kind = 'secret'::text) OR (scopes IS NULL))),
  CONSTRAINT api_keys_id_key UNIQUE (id),
  CONSTRAINT api_keys_kind_check CHECK ((kind = ANY (ARRAY['secret'::text, 'publishable'::text]))),
  CONSTRAINT api_keys_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id)
);

CREATE TABLE audit_entries (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  reason text,
  details jsonb,
  created_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT audit_entries_pkey PRIMARY KEY (organization_id, id)
);
CREATE INDEX audit_entries_of_mode ON audit_entries USING btree (organization_id, livemode, id);
CREATE TRIGGER audit_entries_append_only BEFORE DELETE OR UPDATE ON audit_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entries_never_emptied BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE balance_audit_cursors (
  network text NOT NULL,
  newest_session uuid NOT NULL,
  round_session uuid,
  round_started_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT balance_audit_cursors_pkey PRIMARY KEY (network)
);

CREATE TABLE balance_audits (
  organization_id uuid NOT NULL,
  session_id uuid NOT NULL,
  network text NOT NULL,
  asset bytea NOT NULL,
  block_number bigint NOT NULL,
  balance numeric(78,0) NOT NULL,
  booked numeric(78,0) NOT NULL,
  unseen numeric(78,0) NOT NULL,
  audited_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT balance_audits_pkey PRIMARY KEY (organization_id, session_id, network, asset),
  CONSTRAINT balance_audits_balance_check CHECK ((balance >= (0)::numeric)),
  CONSTRAINT balance_audits_booked_check CHECK ((booked >= (0)::numeric)),
  CONSTRAINT balance_audits_unseen_check CHECK ((unseen >= (0)::numeric))
);
CREATE INDEX balance_audits_unseen ON balance_audits USING btree (network) WHERE (unseen > (0)::numeric);

CREATE TABLE balance_surpluses (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  session_id uuid NOT NULL,
  network text NOT NULL,
  contract bytea,
  recipient bytea NOT NULL,
  amount numeric(78,0) NOT NULL,
  block_number bigint NOT NULL,
  block_hash bytea NOT NULL,
  block_time timestamp(3) with time zone NOT NULL,
  CONSTRAINT balance_surpluses_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT balance_surpluses_amount_check CHECK ((amount > (0)::numeric))
);
CREATE INDEX balance_surpluses_of_session ON balance_surpluses USING btree (organization_id, session_id);

CREATE TABLE chain_blocks (
  network text NOT NULL,
  number bigint NOT NULL,
  hash bytea NOT NULL,
  parent_hash bytea NOT NULL,
  block_time timestamp(3) with time zone NOT NULL,
  CONSTRAINT chain_blocks_pkey PRIMARY KEY (network, number)
);

CREATE TABLE chain_cursors (
  network text NOT NULL,
  chain_id bigint NOT NULL,
  genesis_hash bytea NOT NULL,
  first_number bigint NOT NULL,
  number bigint NOT NULL,
  hash bytea NOT NULL,
  block_time timestamp(3) with time zone NOT NULL,
  reread_number bigint NOT NULL,
  tip_number bigint NOT NULL,
  lease_token bigint NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  internal_transfers text NOT NULL DEFAULT 'manual'::text,
  witnessed_number bigint,
  witnessed_time timestamp(3) with time zone,
  CONSTRAINT chain_cursors_pkey PRIMARY KEY (network),
  CONSTRAINT chain_cursors_internal_transfers_check CHECK ((internal_transfers = ANY (ARRAY['automatic'::text, 'manual'::text])))
);

CREATE TABLE customers (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  email text,
  email_key text,
  name text,
  phone text,
  billing_address jsonb,
  shipping_address jsonb,
  metadata json,
  external_reference text,
  archived_at timestamp(3) with time zone,
  erased_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT customers_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT customers_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id)
);
CREATE INDEX customers_by_email ON customers USING btree (organization_id, livemode, email_key) WHERE (email_key IS NOT NULL);
CREATE UNIQUE INDEX customers_by_reference ON customers USING btree (organization_id, livemode, external_reference) WHERE (external_reference IS NOT NULL);

CREATE TABLE discount_redemptions (
  organization_id uuid NOT NULL,
  discount_id uuid NOT NULL,
  session_id uuid NOT NULL,
  livemode boolean NOT NULL,
  customer_id uuid,
  email text,
  redeemed_at timestamp(3) with time zone NOT NULL,
  released_at timestamp(3) with time zone,
  CONSTRAINT discount_redemptions_pkey PRIMARY KEY (organization_id, discount_id, session_id)
);
CREATE INDEX discount_redemptions_by_customer ON discount_redemptions USING btree (organization_id, discount_id, customer_id) WHERE ((customer_id IS NOT NULL) AND (released_at IS NULL));
CREATE INDEX discount_redemptions_by_email ON discount_redemptions USING btree (organization_id, discount_id, email) WHERE ((email IS NOT NULL) AND (released_at IS NULL));
CREATE INDEX discount_redemptions_of_session ON discount_redemptions USING btree (organization_id, session_id);

CREATE TABLE discounts (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  code text NOT NULL,
  code_key text NOT NULL,
  name text,
  percent_off text,
  amount_off text,
  currency text,
  max_redemptions integer,
  once_per_customer boolean NOT NULL,
  starts_at timestamp(3) with time zone,
  expires_at timestamp(3) with time zone,
  active boolean NOT NULL,
  metadata json,
  times_redeemed integer NOT NULL DEFAULT 0,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT discounts_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT discounts_check CHECK (((percent_off IS NULL) <> (amount_off IS NULL))),
  CONSTRAINT discounts_check1 CHECK (((amount_off IS NULL) = (currency IS NULL))),
  CONSTRAINT discounts_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id)
);
CREATE UNIQUE INDEX discounts_by_code ON discounts USING btree (organization_id, livemode, code_key) WHERE active;

CREATE TABLE events (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  type text NOT NULL,
  session_id uuid,
  version integer,
  data json NOT NULL,
  endpoint_id uuid,
  created_at timestamp(3) with time zone NOT NULL,
  dispatched_at timestamp(3) with time zone,
  CONSTRAINT events_pkey PRIMARY KEY (organization_id, id)
) WITH (toast_tuple_target=4096);
CREATE INDEX events_of_mode ON events USING btree (organization_id, livemode, id);
CREATE INDEX events_of_no_session ON events USING btree (organization_id, id) WHERE (session_id IS NULL);
CREATE INDEX events_of_session ON events USING btree (organization_id, session_id) WHERE (session_id IS NOT NULL);
CREATE INDEX events_to_prune ON events USING btree (created_at) WHERE (type <> 'session.created'::text);
CREATE INDEX events_undispatched ON events USING btree (id) WHERE (dispatched_at IS NULL);

CREATE TABLE idempotency_records (
  organization_id uuid NOT NULL,
  livemode boolean NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  body_hash bytea NOT NULL,
  event_id uuid,
  response_status integer NOT NULL,
  response_body bytea,
  created_at timestamp(3) with time zone NOT NULL,
  expires_at timestamp(3) with time zone,
  CONSTRAINT idempotency_records_pkey PRIMARY KEY (organization_id, livemode, route, key)
);
CREATE INDEX idempotency_records_expiring ON idempotency_records USING btree (expires_at) WHERE (expires_at IS NOT NULL);

CREATE TABLE ipn_secrets (
  organization_id uuid NOT NULL,
  livemode boolean NOT NULL,
  secret bytea NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT ipn_secrets_pkey PRIMARY KEY (organization_id, livemode)
);

CREATE TABLE leases (
  name text NOT NULL,
  holder uuid NOT NULL,
  token bigint NOT NULL,
  expires_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT leases_pkey PRIMARY KEY (name)
);

CREATE TABLE ledger_entries (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  session_id uuid NOT NULL,
  transfer_id uuid,
  refund_id uuid,
  network text NOT NULL,
  contract bytea,
  debit text NOT NULL,
  credit text NOT NULL,
  amount numeric(78,0) NOT NULL,
  cause text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT ledger_entries_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT ledger_entries_amount_check CHECK ((amount > (0)::numeric)),
  CONSTRAINT ledger_entries_check CHECK ((debit <> credit)),
  CONSTRAINT ledger_entries_check1 CHECK (((transfer_id IS NULL) <> (refund_id IS NULL))),
  CONSTRAINT ledger_entries_credit_check CHECK ((credit = ANY (ARRAY['received'::text, 'credited'::text, 'unexpected'::text, 'refunded'::text, 'written_off'::text]))),
  CONSTRAINT ledger_entries_debit_check CHECK ((debit = ANY (ARRAY['received'::text, 'credited'::text, 'unexpected'::text, 'refunded'::text, 'written_off'::text])))
);
CREATE INDEX ledger_entries_of_mode ON ledger_entries USING btree (organization_id, livemode, id);
CREATE INDEX ledger_entries_of_refund ON ledger_entries USING btree (organization_id, refund_id) WHERE (refund_id IS NOT NULL);
CREATE INDEX ledger_entries_of_session ON ledger_entries USING btree (organization_id, session_id);
CREATE INDEX ledger_entries_of_transfer ON ledger_entries USING btree (organization_id, transfer_id) WHERE (transfer_id IS NOT NULL);
CREATE TRIGGER ledger_entries_append_only BEFORE DELETE OR UPDATE ON ledger_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entries_never_emptied BEFORE TRUNCATE ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE organizations (
  id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT organizations_pkey PRIMARY KEY (id)
);

CREATE TABLE payment_links (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  site_id uuid NOT NULL,
  slug text NOT NULL,
  name text NOT NULL,
  description text,
  image_url text,
  active boolean NOT NULL,
  currency text NOT NULL,
  amount_kind text NOT NULL,
  amount numeric(78,0),
  amount_min numeric(78,0),
  amount_max numeric(78,0),
  amount_preset numeric(78,0),
  quantity_min integer,
  quantity_max integer,
  allowed_methods text[] NOT NULL,
  collect jsonb NOT NULL,
  questions jsonb NOT NULL,
  use_limit integer,
  success_url text,
  cancel_url text,
  expires_in integer,
  metadata json,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  deleted_at timestamp(3) with time zone,
  CONSTRAINT payment_links_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT payment_links_amount_kind_check CHECK ((amount_kind = ANY (ARRAY['fixed'::text, 'customer'::text]))),
  CONSTRAINT payment_links_check CHECK (((amount_kind = 'fixed'::text) = (amount IS NOT NULL))),
  CONSTRAINT payment_links_check1 CHECK (((quantity_min IS NULL) = (quantity_max IS NULL))),
  CONSTRAINT payment_links_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id),
  CONSTRAINT payment_links_use_limit_check CHECK ((use_limit > 0))
);

CREATE TABLE payments (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  session_id uuid NOT NULL,
  method text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT payments_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT payments_organization_id_session_id_method_key UNIQUE (organization_id, session_id, method)
);

CREATE TABLE postponed_work (
  work text NOT NULL,
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  failures integer NOT NULL,
  until timestamp(3) with time zone NOT NULL,
  CONSTRAINT postponed_work_pkey PRIMARY KEY (work, organization_id, id),
  CONSTRAINT postponed_work_failures_check CHECK ((failures >= 1))
);

CREATE TABLE products (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  name text NOT NULL,
  description text,
  image_url text,
  tax_category text,
  unit_amount text,
  currency text,
  active boolean NOT NULL,
  metadata json,
  first_used_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT products_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT products_check CHECK (((unit_amount IS NULL) = (currency IS NULL))),
  CONSTRAINT products_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id)
);

CREATE TABLE rates (
  symbol text NOT NULL,
  currency text NOT NULL,
  price text NOT NULL,
  observed_at timestamp(3) with time zone NOT NULL,
  sources jsonb NOT NULL,
  CONSTRAINT rates_pkey PRIMARY KEY (symbol, currency)
);

CREATE TABLE refunds (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  session_id uuid NOT NULL,
  transfer_id uuid,
  network text NOT NULL,
  contract bytea,
  amount numeric(78,0) NOT NULL,
  to_address bytea,
  status text NOT NULL,
  tx_hash bytea,
  problem text,
  reason text NOT NULL,
  link_number integer NOT NULL DEFAULT 1,
  not_before timestamp(3) with time zone NOT NULL,
  block_number bigint,
  block_hash bytea,
  block_time timestamp(3) with time zone,
  address_given_at timestamp(3) with time zone,
  sent_at timestamp(3) with time zone,
  confirmed_at timestamp(3) with time zone,
  next_check_at timestamp(3) with time zone,
  version integer NOT NULL DEFAULT 1,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT refunds_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT refunds_amount_check CHECK ((amount > (0)::numeric)),
  CONSTRAINT refunds_check CHECK (((to_address IS NOT NULL) OR (status = ANY (ARRAY['awaiting_address'::text, 'canceled'::text])))),
  CONSTRAINT refunds_check1 CHECK (((tx_hash IS NOT NULL) OR (status <> ALL (ARRAY['sent'::text, 'confirmed'::text, 'failed'::text])))),
  CONSTRAINT refunds_status_check CHECK ((status = ANY (ARRAY['awaiting_address'::text, 'ready'::text, 'sent'::text, 'confirmed'::text, 'failed'::text, 'canceled'::text])))
);
CREATE INDEX refunds_by_id ON refunds USING btree (id);
CREATE INDEX refunds_in_block ON refunds USING btree (network, block_number) WHERE (block_number IS NOT NULL);
CREATE INDEX refunds_of_mode ON refunds USING btree (organization_id, livemode, id);
CREATE INDEX refunds_of_session ON refunds USING btree (organization_id, session_id);
CREATE INDEX refunds_of_transaction ON refunds USING btree (organization_id, network, tx_hash) WHERE (tx_hash IS NOT NULL);
CREATE INDEX refunds_of_transfer ON refunds USING btree (organization_id, transfer_id) WHERE (transfer_id IS NOT NULL);
CREATE INDEX refunds_watched ON refunds USING btree (next_check_at) WHERE (next_check_at IS NOT NULL);

CREATE TABLE rescans (
  id uuid NOT NULL,
  network text NOT NULL,
  from_number bigint NOT NULL,
  to_number bigint NOT NULL,
  done_number bigint NOT NULL,
  repaired bigint NOT NULL DEFAULT 0,
  started_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  finished_at timestamp(3) with time zone,
  CONSTRAINT rescans_pkey PRIMARY KEY (id),
  CONSTRAINT rescans_check CHECK (((from_number <= to_number) AND ((done_number >= (from_number - 1)) AND (done_number <= to_number))))
);
CREATE UNIQUE INDEX rescans_unfinished ON rescans USING btree (network, from_number, to_number) WHERE (finished_at IS NULL);

CREATE TABLE schema_migrations (
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT schema_migrations_pkey PRIMARY KEY (name)
);

CREATE TABLE sessions (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  site_id uuid NOT NULL,
  status text NOT NULL,
  version integer NOT NULL,
  terms json NOT NULL,
  networks text[] NOT NULL,
  method text,
  address bytea,
  acts jsonb NOT NULL DEFAULT '[]'::jsonb,
  told_paid boolean NOT NULL DEFAULT false,
  told_overpaid boolean NOT NULL DEFAULT false,
  expires_at timestamp(3) with time zone NOT NULL,
  grace_ends_at timestamp(3) with time zone NOT NULL,
  next_deadline timestamp(3) with time zone,
  search_unlisted_at timestamp(3) with time zone,
  paid_at timestamp(3) with time zone,
  tx_hash bytea,
  description text,
  line_items jsonb,
  metadata json,
  customer_email text,
  success_url text,
  cancel_url text,
  return_url text,
  restarted_as uuid,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  mode text NOT NULL DEFAULT 'payment'::text,
  discounts jsonb,
  customer_id uuid,
  customer_details jsonb,
  link_id uuid,
  subscription_id uuid,
  recurring jsonb,
  dialect_fields jsonb,
  accessed_at timestamp(3) with time zone,
  completed_at timestamp(3) with time zone,
  subscription_period jsonb,
  subscription_settled_at timestamp(3) with time zone,
  test_clock_id uuid,
  clock_offset_ms bigint NOT NULL DEFAULT 0,
  clock_advances jsonb,
  refund_status text,
  link_holder bytea,
  CONSTRAINT sessions_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT sessions_clock_offset_ms_check CHECK ((clock_offset_ms >= 0)),
  CONSTRAINT sessions_mode_check CHECK ((mode = ANY (ARRAY['payment'::text, 'subscription'::text]))),
  CONSTRAINT sessions_refund_status_check CHECK ((refund_status = ANY (ARRAY['partial'::text, 'full'::text])))
);
CREATE INDEX sessions_by_email ON sessions USING btree (organization_id, lower(customer_email), id) WHERE (customer_email IS NOT NULL);
CREATE UNIQUE INDEX sessions_by_id ON sessions USING btree (id);
CREATE INDEX sessions_due ON sessions USING btree (next_deadline) WHERE (next_deadline IS NOT NULL);
CREATE INDEX sessions_failed ON sessions USING btree (livemode) WHERE (status = 'failed'::text);
CREATE INDEX sessions_of_clock ON sessions USING btree (organization_id, test_clock_id, id) WHERE (test_clock_id IS NOT NULL);
CREATE INDEX sessions_of_customer ON sessions USING btree (organization_id, customer_id, id) WHERE (customer_id IS NOT NULL);
CREATE INDEX sessions_of_mode ON sessions USING btree (organization_id, livemode, id);
CREATE INDEX sessions_of_subscription ON sessions USING btree (organization_id, subscription_id, id) WHERE (subscription_id IS NOT NULL);
CREATE INDEX sessions_searched ON sessions USING btree (grace_ends_at) WHERE ((search_unlisted_at IS NULL) AND (status = ANY (ARRAY['expired'::text, 'underpaid'::text, 'canceled'::text])));
CREATE INDEX sessions_to_search ON sessions USING btree (search_unlisted_at) WHERE (search_unlisted_at IS NOT NULL);
CREATE INDEX sessions_to_settle ON sessions USING btree (completed_at) WHERE ((recurring IS NOT NULL) AND told_paid AND (subscription_settled_at IS NULL));
CREATE INDEX sessions_underpaid ON sessions USING btree (grace_ends_at) WHERE (status = 'underpaid'::text);
CREATE INDEX sessions_underpaid_checkouts ON sessions USING btree (grace_ends_at) WHERE ((status = 'underpaid'::text) AND ((dialect_fields ->> 'dialect'::text) = 'paymentgateway'::text));
CREATE INDEX sessions_underpaid_of_mode ON sessions USING btree (organization_id, livemode, id) WHERE (status = 'underpaid'::text);
CREATE INDEX sessions_using_link ON sessions USING btree (organization_id, link_id) INCLUDE (id, completed_at, status, next_deadline) WHERE (link_id IS NOT NULL);
CREATE INDEX sessions_with_link_holder ON sessions USING btree (organization_id, link_id) WHERE (link_holder IS NOT NULL);

CREATE TABLE sites (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  brand jsonb NOT NULL,
  policy jsonb NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  allowed_origins text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT sites_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT sites_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id)
);

CREATE TABLE slugs (
  slug text NOT NULL,
  organization_id uuid NOT NULL,
  link_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT slugs_pkey PRIMARY KEY (slug),
  CONSTRAINT slugs_organization_id_link_id_fkey FOREIGN KEY (organization_id, link_id) REFERENCES payment_links(organization_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX slugs_of_link ON slugs USING btree (organization_id, link_id);

CREATE TABLE subscription_periods (
  organization_id uuid NOT NULL,
  subscription_id uuid NOT NULL,
  number integer NOT NULL,
  livemode boolean NOT NULL,
  starts_at timestamp(3) with time zone NOT NULL,
  ends_at timestamp(3) with time zone NOT NULL,
  price numeric(78,0) NOT NULL,
  credit_used numeric(78,0) NOT NULL,
  amount numeric(78,0) NOT NULL,
  session_id uuid NOT NULL,
  opened_at timestamp(3) with time zone,
  paid_at timestamp(3) with time zone,
  paid_session_id uuid,
  missed_at timestamp(3) with time zone,
  voided_at timestamp(3) with time zone,
  worth numeric(78,0) NOT NULL DEFAULT 0,
  creditable numeric(78,0) NOT NULL DEFAULT 0,
  grace_spent_ms bigint NOT NULL DEFAULT 0,
  CONSTRAINT subscription_periods_pkey PRIMARY KEY (organization_id, subscription_id, number),
  CONSTRAINT subscription_periods_grace_spent_ms_check CHECK ((grace_spent_ms >= 0)),
  CONSTRAINT subscription_periods_number_check CHECK ((number >= 1)),
  CONSTRAINT subscription_periods_organization_id_session_id_key UNIQUE (organization_id, session_id)
);

CREATE TABLE subscriptions (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  site_id uuid NOT NULL,
  first_session_id uuid NOT NULL,
  customer_id uuid,
  customer_email text,
  status text NOT NULL,
  version integer NOT NULL,
  currency text NOT NULL,
  price numeric(78,0) NOT NULL,
  credit numeric(78,0) NOT NULL,
  description text,
  line_items jsonb,
  metadata json,
  recurring jsonb NOT NULL,
  policy jsonb NOT NULL,
  anchor_number integer NOT NULL,
  anchor_at timestamp(3) with time zone NOT NULL,
  current_number integer NOT NULL,
  current_starts_at timestamp(3) with time zone NOT NULL,
  current_ends_at timestamp(3) with time zone NOT NULL,
  misses integer NOT NULL DEFAULT 0,
  cancel_at_period_end boolean NOT NULL DEFAULT false,
  paused_at timestamp(3) with time zone,
  canceled_at timestamp(3) with time zone,
  cancel_reason text,
  ended_at timestamp(3) with time zone,
  clock_offset_ms bigint NOT NULL DEFAULT 0,
  test_clock_id uuid,
  next_act_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  backing numeric(78,0) NOT NULL DEFAULT 0,
  CONSTRAINT subscriptions_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT subscriptions_backing_check CHECK ((backing >= (0)::numeric)),
  CONSTRAINT subscriptions_cancel_reason_check CHECK ((cancel_reason = ANY (ARRAY['requested'::text, 'period_end'::text, 'payments_missed'::text]))),
  CONSTRAINT subscriptions_clock_offset_ms_check CHECK ((clock_offset_ms >= 0)),
  CONSTRAINT subscriptions_organization_id_first_session_id_key UNIQUE (organization_id, first_session_id),
  CONSTRAINT subscriptions_status_check CHECK ((status = ANY (ARRAY['trialing'::text, 'active'::text, 'past_due'::text, 'paused'::text, 'canceled'::text, 'ended'::text])))
);
CREATE INDEX subscriptions_by_email ON subscriptions USING btree (organization_id, lower(customer_email), id) WHERE (customer_email IS NOT NULL);
CREATE INDEX subscriptions_due ON subscriptions USING btree (next_act_at) WHERE (next_act_at IS NOT NULL);
CREATE INDEX subscriptions_of_clock ON subscriptions USING btree (organization_id, test_clock_id) WHERE (test_clock_id IS NOT NULL);
CREATE INDEX subscriptions_of_customer ON subscriptions USING btree (organization_id, customer_id, id) WHERE (customer_id IS NOT NULL);
CREATE INDEX subscriptions_of_mode ON subscriptions USING btree (organization_id, livemode, id);

CREATE TABLE test_clocks (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  name text NOT NULL,
  offset_ms bigint NOT NULL DEFAULT 0,
  advances integer NOT NULL DEFAULT 0,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  deleted_at timestamp(3) with time zone,
  CONSTRAINT test_clocks_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT test_clocks_livemode_check CHECK ((NOT livemode)),
  CONSTRAINT test_clocks_offset_ms_check CHECK ((offset_ms >= 0))
);

CREATE TABLE transfers (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  session_id uuid NOT NULL,
  network text NOT NULL,
  block_number bigint NOT NULL,
  block_hash bytea NOT NULL,
  block_time timestamp(3) with time zone NOT NULL,
  tx_hash bytea NOT NULL,
  position text NOT NULL,
  contract bytea,
  sender bytea NOT NULL,
  recipient bytea NOT NULL,
  amount numeric(78,0) NOT NULL,
  listed boolean NOT NULL,
  confirm_number bigint NOT NULL,
  confirmed_at timestamp(3) with time zone,
  found_at timestamp(3) with time zone NOT NULL,
  orphaned_at timestamp(3) with time zone,
  frozen_at timestamp(3) with time zone,
  booked_as text,
  attached_session_id uuid,
  finality text,
  gated boolean NOT NULL DEFAULT false,
  doubt text,
  check_at timestamp(3) with time zone,
  CONSTRAINT transfers_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT transfers_amount_check CHECK ((amount > (0)::numeric)),
  CONSTRAINT transfers_booked_as_check CHECK ((booked_as = ANY (ARRAY['credited'::text, 'unexpected'::text, 'written_off'::text]))),
  CONSTRAINT transfers_doubt_check CHECK ((doubt = ANY (ARRAY['unheard'::text, 'disputed'::text]))),
  CONSTRAINT transfers_finality_check CHECK ((finality = ANY (ARRAY['safe'::text, 'finalized'::text]))),
  CONSTRAINT transfers_network_block_hash_tx_hash_position_key UNIQUE (network, block_hash, tx_hash, "position")
);
CREATE INDEX transfers_attached ON transfers USING btree (organization_id, attached_session_id) WHERE (attached_session_id IS NOT NULL);
CREATE INDEX transfers_by_block ON transfers USING btree (network, block_number) WHERE ((orphaned_at IS NULL) AND (frozen_at IS NULL));
CREATE INDEX transfers_by_confirming_block ON transfers USING btree (network, confirm_number) WHERE ((orphaned_at IS NULL) AND (frozen_at IS NULL));
CREATE INDEX transfers_gated ON transfers USING btree (network, confirm_number) WHERE (gated AND (confirmed_at IS NULL) AND (orphaned_at IS NULL) AND (frozen_at IS NULL));
CREATE INDEX transfers_of_session ON transfers USING btree (organization_id, session_id);

CREATE TABLE unexpected_transfers (
  organization_id uuid NOT NULL,
  transfer_id uuid NOT NULL,
  livemode boolean NOT NULL,
  session_id uuid NOT NULL,
  reason text NOT NULL,
  status text NOT NULL,
  attached_session_id uuid,
  refund_id uuid,
  note text,
  resolved_by text,
  resolved_at timestamp(3) with time zone,
  version integer NOT NULL DEFAULT 1,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT unexpected_transfers_pkey PRIMARY KEY (organization_id, transfer_id),
  CONSTRAINT unexpected_transfers_status_check CHECK ((status = ANY (ARRAY['open'::text, 'attached'::text, 'refunded'::text, 'written_off'::text, 'withdrawn'::text])))
);
CREATE INDEX unexpected_transfers_of_session ON unexpected_transfers USING btree (organization_id, session_id);
CREATE INDEX unexpected_transfers_open ON unexpected_transfers USING btree (organization_id, livemode, transfer_id) WHERE (status = 'open'::text);

CREATE TABLE webhook_attempts (
  organization_id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  attempt integer NOT NULL,
  started_at timestamp(3) with time zone NOT NULL,
  duration_ms integer NOT NULL,
  response_status integer,
  response_body text,
  error text,
  CONSTRAINT webhook_attempts_pkey PRIMARY KEY (organization_id, delivery_id, attempt)
);

CREATE TABLE webhook_deliveries (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  endpoint_id uuid NOT NULL,
  event_id uuid NOT NULL,
  status text NOT NULL,
  attempt_count integer NOT NULL DEFAULT 0,
  next_attempt_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT webhook_deliveries_check CHECK (((status = 'pending'::text) = (next_attempt_at IS NOT NULL))),
  CONSTRAINT webhook_deliveries_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text])))
);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries USING btree (created_at);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries USING btree (organization_id, endpoint_id, next_attempt_at) WHERE (status = 'pending'::text);
CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries USING btree (organization_id, endpoint_id, id);
CREATE INDEX webhook_deliveries_of_event ON webhook_deliveries USING btree (organization_id, event_id);

CREATE TABLE webhook_endpoints (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  url text NOT NULL,
  description text,
  event_types text[] NOT NULL,
  status text NOT NULL,
  disabled_reason text,
  secret bytea NOT NULL,
  previous_secret bytea,
  previous_secret_expires_at timestamp(3) with time zone,
  consecutive_failures integer NOT NULL DEFAULT 0,
  resting_until timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  deleted_at timestamp(3) with time zone,
  dialect text NOT NULL DEFAULT 'canonical'::text,
  ipn boolean NOT NULL DEFAULT false,
  CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT webhook_endpoints_dialect_check CHECK ((dialect = ANY (ARRAY['canonical'::text, 'paybytoken'::text, 'radom'::text, 'wewire'::text, 'paymentgateway'::text]))),
  CONSTRAINT webhook_endpoints_status_check CHECK ((status = ANY (ARRAY['enabled'::text, 'disabled'::text])))
);
CREATE UNIQUE INDEX webhook_endpoints_ipn ON webhook_endpoints USING btree (organization_id, livemode, url) WHERE ipn;

CREATE TABLE xpub_returned_indexes (
  xpub_id uuid NOT NULL,
  first_index bigint NOT NULL,
  last_index bigint NOT NULL,
  CONSTRAINT xpub_returned_indexes_pkey PRIMARY KEY (xpub_id, first_index),
  CONSTRAINT xpub_returned_indexes_check CHECK ((first_index <= last_index)),
  CONSTRAINT xpub_returned_indexes_xpub_id_fkey FOREIGN KEY (xpub_id) REFERENCES xpubs(id)
);

CREATE TABLE xpubs (
  id uuid NOT NULL,
  organization_id uuid NOT NULL,
  livemode boolean NOT NULL,
  family text NOT NULL,
  xpub text NOT NULL,
  next_index bigint NOT NULL DEFAULT 0,
  created_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT xpubs_pkey PRIMARY KEY (id),
  CONSTRAINT xpubs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id),
  CONSTRAINT xpubs_xpub_key UNIQUE (xpub)
);
