-- Methods and sets of backup codes that are there and don't work: suspended by "this wasn't me", or removed and kept for a
-- week in which that can bring them back. Times are Unix milliseconds, 0 = never.
ALTER TABLE factor ADD COLUMN suspended_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE factor ADD COLUMN removed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE backup_set ADD COLUMN suspended_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE backup_set ADD COLUMN removed_at BIGINT NOT NULL DEFAULT 0;

-- Whether the last proof was given after the sign-in, and not as a part of it.
ALTER TABLE session ADD COLUMN stepped_up BIGINT NOT NULL DEFAULT 0;
