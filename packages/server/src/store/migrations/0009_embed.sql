-- The origins of the pages that may show this site's checkout in a frame; none by default.
ALTER TABLE sites ADD COLUMN allowed_origins text[] NOT NULL DEFAULT '{}';
