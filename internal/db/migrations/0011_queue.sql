-- Each channel's queue is looked through on its own.
DROP INDEX message_due;
CREATE INDEX message_queue ON message (channel, due_at) WHERE state = 'queued';
