-- Since when somebody is staff, for whom the desk made so (Unix milliseconds): the new ones approve nothing for a while.
-- 0: of old, or made so from the server's shell or by the set-up link on its console.
ALTER TABLE users ADD COLUMN staff_since BIGINT NOT NULL DEFAULT 0;
