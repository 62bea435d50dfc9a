-- A set-up under way belongs to the session that began it: no other session of the person may see its secret.

ALTER TABLE factor ADD COLUMN session_id TEXT NOT NULL DEFAULT '';
