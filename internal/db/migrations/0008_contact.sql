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
