-- What a key may do, from where and until when. Keys from before may do everything, from anywhere, for good.
ALTER TABLE api_keys
  -- A publishable key (pk_…) stands in web pages: it reads the public view of one session and nothing else.
  ADD COLUMN kind text NOT NULL DEFAULT 'secret' CHECK (kind IN ('secret', 'publishable')),
  -- Null: all.
  ADD COLUMN scopes text[],
  -- Networks such as 203.0.113.0/24. Null: from anywhere.
  ADD COLUMN allowed_ips text[],
  ADD COLUMN expires_at timestamptz(3),
  -- The key that a rotation put in this one's place.
  ADD COLUMN successor_id uuid,
  ADD CHECK (kind = 'secret' OR scopes IS NULL);
