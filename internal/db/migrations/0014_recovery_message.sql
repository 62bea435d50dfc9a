-- Which message brings the code of a recovery case: the page that waits says what became of it. A code that is on its way
-- meanwhile would have been good for ten minutes; it is asked for anew.
ALTER TABLE recovery_code ADD COLUMN message_id TEXT NOT NULL DEFAULT '';
DELETE FROM recovery_code;
