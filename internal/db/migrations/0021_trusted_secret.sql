-- Secrets of a trusted browser beside the one in force: those that were given and not seen yet, and those that were
-- replaced, by which a copy is noticed.
CREATE TABLE trusted_secret (
    secret_hash TEXT PRIMARY KEY,
    trusted_id TEXT NOT NULL REFERENCES trusted_browser(id) ON DELETE CASCADE,
    retired BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX trusted_secret_trusted ON trusted_secret (trusted_id);

-- Whether the password alone leads to the set-up that is owed, or only the browser that finished a recovery case.
ALTER TABLE users ADD COLUMN set_up_by_password BIGINT NOT NULL DEFAULT 0;
