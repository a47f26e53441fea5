-- Whether native coin moved inside this network's transactions is found by itself, as its follower last learnt from its nodes.
ALTER TABLE chain_cursors
  ADD COLUMN internal_transfers text NOT NULL DEFAULT 'manual' CHECK (internal_transfers IN ('automatic', 'manual'));

-- How an address's balance stood to the books when it was last looked at. No row: nothing ever came, and nothing was there.
CREATE TABLE balance_audits (
  organization_id uuid NOT NULL,
  session_id uuid NOT NULL,
  network text NOT NULL,
  -- The token's contract; empty for the native coin.
  asset bytea NOT NULL,
  block_number bigint NOT NULL,
  balance numeric(78, 0) NOT NULL CHECK (balance >= 0),
  -- What the books held for it up to that block.
  booked numeric(78, 0) NOT NULL CHECK (booked >= 0),
  -- What must have come without being in the books, at the least.
  unseen numeric(78, 0) NOT NULL CHECK (unseen >= 0),
  audited_at timestamptz(3) NOT NULL,
  PRIMARY KEY (organization_id, session_id, network, asset)
);
CREATE INDEX balance_audits_unseen ON balance_audits (network) WHERE unseen > 0;

-- What an audit found beyond the books: shown to people among `unexpected_transfers`, and no transfer that could ever count.
CREATE TABLE balance_surpluses (
  organization_id uuid NOT NULL,
  -- That of its row in `unexpected_transfers`.
  id uuid NOT NULL,
  session_id uuid NOT NULL,
  network text NOT NULL,
  contract bytea,
  recipient bytea NOT NULL,
  amount numeric(78, 0) NOT NULL CHECK (amount > 0),
  -- The block at which the balance was read.
  block_number bigint NOT NULL,
  block_hash bytea NOT NULL,
  block_time timestamptz(3) NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX balance_surpluses_of_session ON balance_surpluses (organization_id, session_id);

-- How far the audit of a network has come, through the sessions by id, which is by age.
CREATE TABLE balance_audit_cursors (
  network text PRIMARY KEY,
  -- Up to here, from the past, every session was looked at once.
  newest_session uuid NOT NULL,
  -- Everything older is looked at again and again: this round has come down to here; null between rounds.
  round_session uuid,
  round_started_at timestamptz(3) NOT NULL
);
