-- Events of no session, such as a subscription's: an erasure reads all of an organization's. They are few beside those of
-- its sessions, which are not in here.
CREATE INDEX events_of_no_session ON events (organization_id, id) WHERE session_id IS NULL;
