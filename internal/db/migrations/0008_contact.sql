-- How people are reached, and how that is changed. Times are Unix milliseconds, 0 = never.

ALTER TABLE users ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN frozen_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN reset_at BIGINT NOT NULL DEFAULT 0;

-- The "this wasn't me" links in notices.
CREATE TABLE not_me (
    hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    told TEXT NOT NULL,
    ref TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX not_me_user ON not_me (user_id);
CREATE INDEX not_me_expiry ON not_me (expires_at);

-- An address or number that is not confirmed yet: one of each kind, the newest. The secret is the hash of a link's
-- token, or the keyed hash of a code.
CREATE TABLE contact_change (
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    secret TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    tries_left BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, kind)
);
CREATE INDEX contact_change_expiry ON contact_change (expires_at);

-- Addresses that were in force a short while ago: notices go there too.
CREATE TABLE former_email (
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (user_id, email)
);
CREATE INDEX former_email_expiry ON former_email (until);

-- One link for a forgotten password per person: a newer one takes the older one's place.
CREATE TABLE reset_link (
    user_id TEXT PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE,
    epoch BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX reset_link_expiry ON reset_link (expires_at);

-- Addresses that wait for a name and a password: one that somebody gave, and one that was invited.
CREATE TABLE registration (
    email_key TEXT NOT NULL,
    invited BIGINT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    account_id TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (email_key, invited)
);
CREATE INDEX registration_expiry ON registration (expires_at);
