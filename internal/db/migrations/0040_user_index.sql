-- Removing a person looks for their rows in each of these; without an index it would look at everybody's.
CREATE INDEX ticket_read_by_user ON ticket_read (user_id);
CREATE INDEX browser_by_user ON browser (user_id);
CREATE INDEX sent_code_by_user ON sent_code (user_id);
CREATE INDEX link_browser_by_user ON link_browser (user_id);

-- Who has a second step, counted for the desk.
CREATE INDEX factor_there ON factor (user_id) WHERE pending_until = 0 AND removed_at = 0;
