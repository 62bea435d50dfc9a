-- Disputes about an address or number. Times are Unix milliseconds, 0 = never.

-- Where a "this wasn't me" link was mailed; '' for the links of before this.
ALTER TABLE not_me ADD COLUMN mailed_to TEXT NOT NULL DEFAULT '';

-- Every change that took effect a short while ago, with what it replaced ('' for no number): a row is never replaced by a
-- later one, or whoever changes back and forth would hide what was in force at first.
CREATE TABLE contact_history (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    replaced_at BIGINT NOT NULL,
    settled_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX contact_history_user ON contact_history (user_id, replaced_at);
CREATE INDEX contact_history_age ON contact_history (replaced_at);
INSERT INTO contact_history (id, user_id, kind, value, replaced_at, settled_at)
    SELECT '0-' || user_id || '-' || kind || '-' || value, user_id, kind, value, replaced_at, settled_at FROM replaced_contact;
DROP TABLE replaced_contact;

-- A dispute under way, and how staff mean to end it. since is when the oldest disputed change was made, or asked for.
CREATE TABLE dispute (
    user_id TEXT PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    since BIGINT NOT NULL,
    outcome TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    value TEXT NOT NULL DEFAULT '',
    decided_by TEXT NOT NULL DEFAULT '',
    decided_at BIGINT NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL DEFAULT 0
);
INSERT INTO dispute (user_id, since) SELECT id, frozen_at - 604800000 FROM users WHERE frozen_at > 0;
