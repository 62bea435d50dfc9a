-- Whether it was done at the desk: once somebody of the staff is a client again, their acts there are still the host's. It is
-- part of a row's hash where it is 1.
ALTER TABLE audit_event ADD COLUMN at_desk BIGINT NOT NULL DEFAULT 0;
