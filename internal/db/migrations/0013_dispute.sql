-- Addresses and numbers ('' for none) that were replaced a short while ago: what staff can put back while the change is in
-- dispute. One that is settled is kept for a week still, since it speaks for caution in a recovery.
CREATE TABLE replaced_contact (
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    replaced_at BIGINT NOT NULL,
    settled_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (user_id, kind, value)
);
CREATE INDEX replaced_contact_age ON replaced_contact (replaced_at);
INSERT INTO replaced_contact (user_id, kind, value, replaced_at) SELECT user_id, 'email', email, until - 604800000 FROM former_email;
