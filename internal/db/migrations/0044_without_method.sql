-- Whether a person has no method of a second step: kept with them, so that those who have none are counted without a look at
-- everybody. The owner of the methods writes it with each change of them.
ALTER TABLE users ADD COLUMN without_method BIGINT NOT NULL DEFAULT 1;
UPDATE users SET without_method = 0 WHERE id IN (SELECT user_id FROM factor WHERE pending_until = 0 AND removed_at = 0);
CREATE INDEX account_open ON account (number) WHERE closed_at = 0;
CREATE INDEX users_without_method ON users (id) WHERE without_method = 1 AND disabled_at = 0;
