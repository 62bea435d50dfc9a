-- Who has a ticket open, and until when they count as answering it; a row held for the latter alone before.
ALTER TABLE ticket_answering ADD COLUMN answers_until BIGINT NOT NULL DEFAULT 0;

-- The name of the member of staff who opened a ticket for a client, as it was then; '' where the client did.
ALTER TABLE ticket ADD COLUMN opened_by_staff TEXT NOT NULL DEFAULT '';
UPDATE ticket SET opened_by_staff = COALESCE((SELECT m.author_name FROM ticket_message AS m WHERE m.ticket_id = ticket.id
    AND m.author_kind = 'staff' AND m.id = (SELECT MIN(x.id) FROM ticket_message AS x WHERE x.ticket_id = ticket.id)), '')
WHERE account_id IS NOT NULL;
