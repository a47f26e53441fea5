-- Metadata is any JSON of the merchant's, kept as it was written: `jsonb` would write 1e2 as 100 and sort the keys.
ALTER TABLE customers ALTER COLUMN metadata TYPE json;
ALTER TABLE discounts ALTER COLUMN metadata TYPE json;
ALTER TABLE payment_links ALTER COLUMN metadata TYPE json;
ALTER TABLE products ALTER COLUMN metadata TYPE json;
ALTER TABLE subscriptions ALTER COLUMN metadata TYPE json;

-- Two dialects kept beside a session what its metadata could not hold: the one as JSON text, the other as JSON.
CREATE FUNCTION pg_temp.parsed(text text) RETURNS json LANGUAGE plpgsql AS $$
BEGIN
  RETURN text::json;
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END $$;
ALTER TABLE sessions ALTER COLUMN metadata TYPE json USING coalesce(
  CASE dialect_fields ->> 'dialect'
    WHEN 'wewire' THEN pg_temp.parsed(dialect_fields #>> '{fields,metadata}')
    WHEN 'paybytoken' THEN (dialect_fields #> '{fields,metadata}')::json
  END, metadata::json);
UPDATE sessions SET dialect_fields = dialect_fields #- '{fields,metadata}'
  WHERE dialect_fields ->> 'dialect' IN ('wewire', 'paybytoken') AND dialect_fields -> 'fields' ? 'metadata';
DROP FUNCTION pg_temp.parsed(text);
