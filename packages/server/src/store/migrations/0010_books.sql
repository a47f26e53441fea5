-- The ledger: one row is one move of one asset between two accounts. Written only when money is certain, or is certain no more.
CREATE TABLE ledger_entries (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  session_id uuid NOT NULL,
  -- The transfer or the refund that moved.
  transfer_id uuid,
  refund_id uuid,
  network text NOT NULL,
  contract bytea,
  debit text NOT NULL CHECK (debit IN ('received', 'credited', 'unexpected', 'refunded', 'written_off')),
  credit text NOT NULL CHECK (credit IN ('received', 'credited', 'unexpected', 'refunded', 'written_off')),
  amount numeric(78, 0) NOT NULL CHECK (amount > 0),
  -- Why: confirmed, reclassified, attached, written_off, refunded, taken_back.
  cause text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (organization_id, id),
  CHECK (debit <> credit),
  CHECK ((transfer_id IS NULL) <> (refund_id IS NULL))
);
CREATE INDEX ledger_entries_of_transfer ON ledger_entries (organization_id, transfer_id) WHERE transfer_id IS NOT NULL;
CREATE INDEX ledger_entries_of_session ON ledger_entries (organization_id, session_id);

-- Append-only by construction: a mistake is mended by another row.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed: write a reversal', TG_TABLE_NAME;
END $$;
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE ON ledger_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE transfers
  -- The account that the ledger holds it in; null while it is not certain.
  ADD COLUMN booked_as text CHECK (booked_as IN ('credited', 'unexpected', 'written_off')),
  -- A person took it as payment of another session than the one whose address it reached.
  ADD COLUMN attached_session_id uuid;
CREATE INDEX transfers_attached ON transfers (organization_id, attached_session_id)
  WHERE attached_session_id IS NOT NULL;

-- Money that came and does not count: for a person to decide about.
CREATE TABLE unexpected_transfers (
  organization_id uuid NOT NULL,
  transfer_id uuid NOT NULL,
  livemode boolean NOT NULL,
  -- The session whose address it reached.
  session_id uuid NOT NULL,
  reason text NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'attached', 'refunded', 'written_off', 'withdrawn')),
  -- The session that it was attached to.
  attached_session_id uuid,
  refund_id uuid,
  -- What the person gave as the reason for the decision.
  note text,
  resolved_by text,
  resolved_at timestamptz(3),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (organization_id, transfer_id)
);
CREATE INDEX unexpected_transfers_of_session ON unexpected_transfers (organization_id, session_id);
CREATE INDEX unexpected_transfers_open ON unexpected_transfers (organization_id, livemode, transfer_id)
  WHERE status = 'open';

-- What people decided about money, and why. Append-only.
CREATE TABLE audit_entries (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  actor text NOT NULL,
  -- session.accept, unexpected_transfer.attach, unexpected_transfer.write_off, refund.create …
  action text NOT NULL,
  -- The public id of what it was done to.
  subject text NOT NULL,
  reason text,
  details jsonb,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
