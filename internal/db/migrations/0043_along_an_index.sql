-- What is looked for among rows that grow with the host is found along an index, and lists are read in their order.

CREATE INDEX users_disabled ON users (id) WHERE disabled_at > 0;
CREATE INDEX users_frozen ON users (id) WHERE frozen_at > 0;
CREATE INDEX account_closed ON account (number) WHERE closed_at > 0;
CREATE INDEX registration_invited ON registration (created_at, email_key) WHERE invited = 1;

CREATE INDEX challenge_session ON challenge (session_id) WHERE session_id <> '';
CREATE INDEX sent_code_message ON sent_code (message_id) WHERE message_id <> '';
CREATE INDEX not_me_ref ON not_me (ref) WHERE ref <> '';
CREATE INDEX dispute_due ON dispute (due_at, user_id) WHERE due_at > 0;

CREATE INDEX recovery_case_open ON recovery_case (state_at, id) WHERE closed_at = 0;
CREATE INDEX recovery_case_over ON recovery_case (state_at, id) WHERE closed_at > 0;
CREATE INDEX recovery_case_user ON recovery_case (user_id);

CREATE INDEX staff_alert_ticket ON staff_alert (ticket_id);
CREATE INDEX audit_event_at ON audit_event (at, seq);

DROP INDEX message_stuck;
CREATE INDEX message_stuck ON message (created_at, id) WHERE state = 'failed' OR state = 'queued';
