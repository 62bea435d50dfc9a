-- Sessions that ran out, for a day: whose they were, and what was typed into a form that came too late. The draft is sealed,
-- and its token is in a cookie of the browser that typed it.
CREATE TABLE lost_session (
    secret_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    epoch BIGINT NOT NULL,
    lost_at BIGINT NOT NULL,
    draft_hash TEXT NOT NULL DEFAULT '',
    draft TEXT NOT NULL DEFAULT ''
);
CREATE INDEX lost_session_draft ON lost_session (draft_hash);
CREATE INDEX lost_session_user ON lost_session (user_id);
