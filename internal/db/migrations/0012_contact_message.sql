-- Which message brings the code that confirms a number: the page that waits says what became of it. A code that is on
-- its way meanwhile would have been good for ten minutes; it is asked for anew.
ALTER TABLE contact_change ADD COLUMN message_id TEXT NOT NULL DEFAULT '';
DELETE FROM contact_change WHERE kind = 'phone';
