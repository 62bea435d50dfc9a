-- Which number the proof of a phone was given for: it counts for as long as that is the person's.
ALTER TABLE recovery_proof ADD COLUMN target TEXT NOT NULL DEFAULT '';
UPDATE recovery_proof SET target = (SELECT u.phone FROM recovery_key AS k JOIN recovery_case AS c ON c.id = k.case_id
    JOIN users AS u ON u.id = c.user_id WHERE k.id = recovery_proof.key_id) WHERE kind = 'phone';
