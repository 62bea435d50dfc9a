-- Which browser a session is in, the browsers that are trusted for a while, who left a sign-in unfinished, and the
-- check-up a month after an app was added. Times are Unix milliseconds, 0 = never.

ALTER TABLE session ADD COLUMN browser_id TEXT NOT NULL DEFAULT '';

CREATE TABLE trusted_browser (
    id TEXT PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    browser_id TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    methods TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    network TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (user_id, browser_id)
);

ALTER TABLE challenge ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';
ALTER TABLE challenge ADD COLUMN network TEXT NOT NULL DEFAULT '';
ALTER TABLE challenge ADD COLUMN chain TEXT NOT NULL DEFAULT '';
CREATE INDEX challenge_chain ON challenge (chain);

ALTER TABLE factor ADD COLUMN checked_at BIGINT NOT NULL DEFAULT 0;
