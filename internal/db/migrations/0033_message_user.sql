-- What was sent to a person, for the desk.

CREATE INDEX message_user ON message (user_id, id);
