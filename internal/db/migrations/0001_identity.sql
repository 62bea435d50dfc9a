-- Who signs in, and everything that guards it. Times are Unix milliseconds, 0 = never.

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT '',
    password_hash TEXT NOT NULL,
    password_changed_at BIGINT NOT NULL,
    epoch BIGINT NOT NULL DEFAULT 1,
    disabled_at BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);

CREATE TABLE account (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE membership (
    account_id TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    permissions TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, user_id)
);
CREATE INDEX membership_user ON membership (user_id);

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE audit_event (
    seq BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    actor TEXT NOT NULL,
    subject TEXT NOT NULL,
    network TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX audit_event_subject ON audit_event (subject, seq);

CREATE TABLE message (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE throttle_streak (
    name TEXT PRIMARY KEY,
    wrong BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    until BIGINT NOT NULL
);

CREATE TABLE throttle_day (
    name TEXT NOT NULL,
    day BIGINT NOT NULL,
    wrong BIGINT NOT NULL,
    PRIMARY KEY (name, day)
);

CREATE TABLE browser (
    id TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    PRIMARY KEY (id, user_id)
);

CREATE TABLE challenge (
    id TEXT PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    session_id TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    next TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    tries_left BIGINT NOT NULL
);
CREATE INDEX challenge_user ON challenge (user_id);

CREATE TABLE factor (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    secret TEXT NOT NULL,
    drift BIGINT NOT NULL DEFAULT 0,
    hint_drift BIGINT NOT NULL DEFAULT 0,
    hint_step BIGINT NOT NULL DEFAULT 0,
    pending_until BIGINT NOT NULL,
    pending_codes TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX factor_user ON factor (user_id);

CREATE TABLE factor_step (
    factor_id TEXT NOT NULL REFERENCES factor(id) ON DELETE CASCADE,
    step BIGINT NOT NULL,
    PRIMARY KEY (factor_id, step)
);

CREATE TABLE backup_set (
    user_id TEXT PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    id TEXT NOT NULL UNIQUE,
    made_at BIGINT NOT NULL,
    saved_at BIGINT NOT NULL DEFAULT 0,
    unseen TEXT NOT NULL DEFAULT ''
);

CREATE TABLE backup_code (
    set_id TEXT NOT NULL REFERENCES backup_set(id) ON DELETE CASCADE,
    mac TEXT NOT NULL,
    used_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (set_id, mac)
);

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    password_at BIGINT NOT NULL,
    second_step_at BIGINT NOT NULL,
    user_agent TEXT NOT NULL,
    network TEXT NOT NULL
);
CREATE INDEX "session_user" ON session (user_id);
