-- Methods of every kind, and the codes that are sent. Times are Unix milliseconds, 0 = never.

-- What a method counts for at most: the proof that it was added with. Until now all were first apps, which count in full.
ALTER TABLE factor ADD COLUMN strength BIGINT NOT NULL DEFAULT 3;
ALTER TABLE factor ADD COLUMN preferred BIGINT NOT NULL DEFAULT 0;
ALTER TABLE factor ADD COLUMN target TEXT NOT NULL DEFAULT '';
ALTER TABLE backup_set ADD COLUMN strength BIGINT NOT NULL DEFAULT 3;
ALTER TABLE session ADD COLUMN strength BIGINT NOT NULL DEFAULT 0;
UPDATE session SET strength = 3 WHERE second_step_at > 0;

-- A row outlives its factor, since what was sent is counted for a day. Only the newest of a scope is current.
CREATE TABLE sent_code (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    factor_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    mac TEXT NOT NULL,
    target TEXT NOT NULL,
    message_id TEXT NOT NULL DEFAULT '',
    current BIGINT NOT NULL DEFAULT 1,
    tries_left BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX sent_code_scope ON sent_code (scope, kind);
CREATE INDEX sent_code_time ON sent_code (kind, created_at);
