-- The staff, and what the host requires of whom. Times are Unix milliseconds, 0 = never.

-- The one-time link that makes the first administrator, while there is none.
CREATE TABLE set_up_link (
    token_hash TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

-- A second step is required of everyone, or of the members of one client account: scope is 'everyone' or the account's id.
CREATE TABLE requirement (
    scope TEXT PRIMARY KEY,
    from_at BIGINT NOT NULL,
    grace BIGINT NOT NULL
);

CREATE INDEX audit_event_event ON audit_event (event, seq);
CREATE INDEX audit_event_actor ON audit_event (actor, seq);
