-- One create, as plain as SQL can say it: a session of 1 kB, its event with the same, its idempotency record; one statement,
-- one round trip, one commit. Fixed: figures of different days are comparable only while this file stays as it is.
WITH created AS (
  SELECT '0198c0de-0000-7000-8000-000000000001'::uuid AS organization_id, uuidv7() AS id, uuidv7() AS event_id,
    '{"total": {"minor": "9900","currency": "USD"},"offers": [{"method": "Devnet/ETH","network": "Devnet","chainId": 31337,"symbol": "ETH","contract": null,"decimals": 18,"askedAtomic": "31276595744680852","rate": "3165.23","requiredConfirmations": 3},{"method": "Devnet/USDC","network": "Devnet","chainId": 31337,"symbol": "USDC","contract": "0x00000000000000000000000000000000000c0001","decimals": 6,"askedAtomic": "99000000","rate": "1","requiredConfirmations": 3},{"method": "Devnet/USDT","network": "Devnet","chainId": 31337,"symbol": "USDT","contract": "0x00000000000000000000000000000000000c0002","decimals": 6,"askedAtomic": "99000000","rate": "1","requiredConfirmations": 3}],"ttlMs": 300000,"graceMs": 600000,"metadata": {"orderId": "order-1001"},"customerEmail": "customer@example.com","successUrl": "https://example.com/ok","description": "One pot of tea, and one for a friend","note": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}' AS body,
    now() AS created_at
), claimed AS (
  INSERT INTO reference.idempotency_records (organization_id, key, body_hash, event_id, created_at)
  SELECT organization_id, 'key-' || event_id, sha256(event_id::text::bytea), event_id, created_at FROM created
  ON CONFLICT DO NOTHING
  RETURNING event_id
), new_session AS (
  INSERT INTO reference.sessions (organization_id, id, status, body, next_deadline, created_at)
  SELECT organization_id, id, 'pending', body::jsonb, created_at + interval '5 minutes', created_at
  FROM created JOIN claimed USING (event_id)
)
INSERT INTO reference.events (organization_id, id, session_id, type, data, created_at)
SELECT organization_id, event_id, id, 'session.created', body::json, created_at
FROM created JOIN claimed USING (event_id);
