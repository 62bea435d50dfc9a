-- The links that another ask renews, and what a notice is gathered with. Times are Unix milliseconds, 0 = never.

ALTER TABLE reset_link ADD COLUMN sent_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE recovery_link ADD COLUMN sent_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX recovery_link_user ON recovery_link (user_id, sent_at);

CREATE INDEX message_kind ON message (recipient, kind, created_at);
