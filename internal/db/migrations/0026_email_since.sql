-- Since when the address is in force (Unix milliseconds): e-mailed codes are no older than the mailbox they go to.
-- 0: since the account was created.
ALTER TABLE users ADD COLUMN email_since BIGINT NOT NULL DEFAULT 0;
UPDATE users SET email_since = COALESCE((SELECT MAX(h.replaced_at) FROM contact_history AS h
    WHERE h.user_id = users.id AND h.kind = 'email'), 0);
