-- Which method, or set of backup codes, gave the last proof of a session, and since when its person has that (Unix
-- milliseconds). Of a proof from before this it is not known: 0 counts as new.
ALTER TABLE session ADD COLUMN factor_id TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN factor_since BIGINT NOT NULL DEFAULT 0;
