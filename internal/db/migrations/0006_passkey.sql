-- Passkeys and security keys. Times are Unix milliseconds, 0 = never.

-- By its handle an authenticator knows a person: random, so that it tells nobody who that is.
CREATE TABLE passkey_owner (
    user_id TEXT PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    handle TEXT NOT NULL UNIQUE
);

CREATE TABLE passkey (
    factor_id TEXT PRIMARY KEY REFERENCES factor(id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    party TEXT NOT NULL,
    credential TEXT NOT NULL UNIQUE,
    public_key TEXT NOT NULL,
    counter BIGINT NOT NULL,
    flags BIGINT NOT NULL,
    transports TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT ''
);
CREATE INDEX passkey_user ON passkey (user_id);

-- A challenge that was given out and not yet answered.
CREATE TABLE passkey_ceremony (
    challenge_hash TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    scope TEXT NOT NULL,
    user_id TEXT NOT NULL DEFAULT '',
    asked_by TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX passkey_ceremony_asked_by ON passkey_ceremony (asked_by, expires_at);
