-- Codes that are sent to a number which is to be confirmed, and for the proof of a recovery case, stand with all others.
DROP TABLE recovery_code;
DELETE FROM contact_change WHERE kind = 'phone';
ALTER TABLE contact_change DROP COLUMN tries_left;
ALTER TABLE contact_change DROP COLUMN message_id;
