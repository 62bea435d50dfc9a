-- Since when nobody knows which of a set's codes were spent: the database was put back, and the one before it could not be read.
ALTER TABLE backup_set ADD COLUMN doubted_at BIGINT NOT NULL DEFAULT 0;
