-- What is sent, and what became of it. Times are Unix milliseconds, 0 = never.

ALTER TABLE message ADD COLUMN event TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN secret TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN not_me TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN state TEXT NOT NULL DEFAULT 'queued';
ALTER TABLE message ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN detail TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN retried_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN settled_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN leased_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN lease TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN handed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN taken_as TEXT NOT NULL DEFAULT '';

CREATE UNIQUE INDEX message_event ON message (event) WHERE event <> '';
CREATE INDEX message_due ON message (due_at) WHERE state = 'queued';
CREATE INDEX message_stuck ON message (id) WHERE state = 'failed' OR state = 'queued';
CREATE INDEX message_taken ON message (taken_as) WHERE taken_as <> '';
