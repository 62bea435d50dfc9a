-- Messages that are held after a restore are counted at the desk; there are seldom any.
CREATE INDEX message_held ON message (id) WHERE state = 'held';
