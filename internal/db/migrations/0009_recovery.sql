-- The way back in: cases with their proofs and approvals. Times are Unix milliseconds, 0 = never.

CREATE TABLE recovery_link (
    hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE recovery_case (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    opened_by TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL,
    cautious BIGINT NOT NULL,
    state_at BIGINT NOT NULL,
    approved_at BIGINT NOT NULL DEFAULT 0,
    ready_at BIGINT NOT NULL DEFAULT 0,
    link_hash TEXT NOT NULL DEFAULT '',
    link_until BIGINT NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    closed_at BIGINT NOT NULL DEFAULT 0
);
-- A person has one case at a time.
CREATE UNIQUE INDEX recovery_case_active ON recovery_case (user_id) WHERE closed_at = 0;
CREATE INDEX recovery_case_link ON recovery_case (link_hash);

-- Everything that happened to a case, once each: the version it led to is taken only once.
CREATE TABLE recovery_step (
    case_id TEXT NOT NULL REFERENCES recovery_case(id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    event TEXT NOT NULL,
    state TEXT NOT NULL,
    actor TEXT NOT NULL,
    staff_id TEXT NOT NULL DEFAULT '',
    item TEXT NOT NULL DEFAULT '',
    at BIGINT NOT NULL,
    PRIMARY KEY (case_id, version)
);

-- The browsers from which a case is followed. The number tells them apart on the telephone; it opens nothing.
CREATE TABLE recovery_key (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES recovery_case(id) ON DELETE CASCADE,
    secret_hash TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (case_id, number)
);

CREATE TABLE recovery_proof (
    key_id TEXT NOT NULL REFERENCES recovery_key(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    staff_id TEXT NOT NULL DEFAULT '',
    at BIGINT NOT NULL,
    PRIMARY KEY (key_id, kind)
);

CREATE TABLE recovery_check (
    case_id TEXT NOT NULL REFERENCES recovery_case(id) ON DELETE CASCADE,
    item TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (case_id, item)
);

-- Codes that were sent to the confirmed phone, for one browser's proof each.
CREATE TABLE recovery_code (
    id TEXT PRIMARY KEY,
    key_id TEXT NOT NULL REFERENCES recovery_key(id) ON DELETE CASCADE,
    mac TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    tries_left BIGINT NOT NULL
);
CREATE INDEX recovery_code_key ON recovery_code (key_id);

-- Since when a person has to set a second step up anew before anything else opens; 0: they need not.
ALTER TABLE users ADD COLUMN set_up_owed_at BIGINT NOT NULL DEFAULT 0;
