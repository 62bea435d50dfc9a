-- Tickets, the people who work on them, and what is said in them. Times are Unix milliseconds, 0 = never. What names a person may
-- be empty; that is why most of it refers to no row.

CREATE TABLE department (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL DEFAULT '',
    position BIGINT NOT NULL DEFAULT 0,
    clients_only INTEGER NOT NULL DEFAULT 0,
    billing INTEGER NOT NULL DEFAULT 0,
    closed_at BIGINT NOT NULL DEFAULT 0
);

-- What a department is called, and signs with, in each language.
CREATE TABLE department_text (
    department_id TEXT NOT NULL REFERENCES department(id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    signature TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (department_id, language)
);

CREATE TABLE department_member (
    department_id TEXT NOT NULL REFERENCES department(id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    PRIMARY KEY (department_id, user_id)
);
CREATE INDEX department_member_user ON department_member (user_id);

INSERT INTO department (id, name, position, billing) VALUES ('00000000-0000-7000-8000-000000000001', 'Support', 1, 0);
INSERT INTO department (id, name, position, billing) VALUES ('00000000-0000-7000-8000-000000000002', 'Billing', 2, 1);
INSERT INTO department_text (department_id, language, name) VALUES ('00000000-0000-7000-8000-000000000001', 'ar', 'الدعم الفني');
INSERT INTO department_text (department_id, language, name) VALUES ('00000000-0000-7000-8000-000000000002', 'ar', 'الفواتير');

ALTER TABLE ticket RENAME TO ticket_before;

CREATE TABLE ticket (
    id TEXT PRIMARY KEY,
    account_id TEXT REFERENCES account(id) ON DELETE CASCADE,
    number TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    status TEXT NOT NULL,
    running INTEGER NOT NULL DEFAULT 1,
    updated_at BIGINT NOT NULL,
    opened_at BIGINT NOT NULL DEFAULT 0,
    opened_by TEXT NOT NULL DEFAULT '',
    department_id TEXT NOT NULL DEFAULT '00000000-0000-7000-8000-000000000001' REFERENCES department(id),
    guest_name TEXT NOT NULL DEFAULT '',
    guest_email TEXT NOT NULL DEFAULT '',
    guest_key TEXT NOT NULL DEFAULT '',
    guest_language TEXT NOT NULL DEFAULT '',
    guest_confirmed_at BIGINT NOT NULL DEFAULT 0,
    about_kind TEXT NOT NULL DEFAULT '',
    about_id TEXT NOT NULL DEFAULT '',
    priority BIGINT NOT NULL DEFAULT 3,
    assignee TEXT NOT NULL DEFAULT '',
    waiting_since BIGINT NOT NULL DEFAULT 0,
    last_id TEXT NOT NULL DEFAULT '',
    last_public_id TEXT NOT NULL DEFAULT '',
    last_by TEXT NOT NULL DEFAULT '',
    merged_into TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 1
);
INSERT INTO ticket (id, account_id, number, subject, status, running, updated_at, opened_at, waiting_since)
    SELECT id, account_id, number, subject, status, CASE WHEN status = 'closed' THEN 0 ELSE 1 END, updated_at, updated_at, updated_at
    FROM ticket_before;
DROP TABLE ticket_before;

-- An index for each view of the queue and each order in it, so that a page costs what it shows.
CREATE INDEX ticket_account_updated ON ticket (account_id, updated_at, id);
CREATE INDEX ticket_account_running ON ticket (account_id, running, updated_at, id);
CREATE INDEX ticket_status_waiting ON ticket (status, waiting_since, id);
CREATE INDEX ticket_status_updated ON ticket (status, updated_at, id);
CREATE INDEX ticket_status_priority ON ticket (status, priority, waiting_since, id);
CREATE INDEX ticket_running_waiting ON ticket (running, waiting_since, id);
CREATE INDEX ticket_running_updated ON ticket (running, updated_at, id);
CREATE INDEX ticket_running_priority ON ticket (running, priority, waiting_since, id);
CREATE INDEX ticket_assignee_waiting ON ticket (assignee, running, waiting_since, id);
CREATE INDEX ticket_assignee_updated ON ticket (assignee, running, updated_at, id);
CREATE INDEX ticket_assignee_priority ON ticket (assignee, running, priority, waiting_since, id);
CREATE INDEX ticket_department_waiting ON ticket (department_id, running, waiting_since, id);
CREATE INDEX ticket_department_updated ON ticket (department_id, running, updated_at, id);
CREATE INDEX ticket_department_priority ON ticket (department_id, running, priority, waiting_since, id);
CREATE INDEX ticket_guest ON ticket (guest_key, updated_at, id);
CREATE INDEX ticket_merged ON ticket (merged_into);

-- A thread is read in one piece: its messages stand together.
CREATE TABLE ticket_message (
    id TEXT NOT NULL UNIQUE,
    ticket_id TEXT NOT NULL REFERENCES ticket(id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    author_kind TEXT NOT NULL,
    author_id TEXT NOT NULL DEFAULT '',
    author_name TEXT NOT NULL DEFAULT '',
    proven TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL,
    body TEXT NOT NULL,
    internal INTEGER NOT NULL DEFAULT 0,
    event TEXT NOT NULL DEFAULT '',
    once_key TEXT UNIQUE,
    redacted_at BIGINT NOT NULL DEFAULT 0,
    redacted_by TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (ticket_id, id)
);

-- Who follows a ticket: members and contacts of its account.
CREATE TABLE ticket_follower (
    ticket_id TEXT NOT NULL REFERENCES ticket(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    follower_id TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (ticket_id, kind, follower_id)
);

-- How far somebody has read.
CREATE TABLE ticket_read (
    ticket_id TEXT NOT NULL REFERENCES ticket(id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    message_id TEXT NOT NULL,
    PRIMARY KEY (ticket_id, user_id)
);

-- Who has an answer under way; a row holds for a minute.
CREATE TABLE ticket_answering (
    ticket_id TEXT NOT NULL REFERENCES ticket(id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    until BIGINT NOT NULL,
    PRIMARY KEY (ticket_id, user_id)
);

-- The links by which somebody without an account reads a ticket: only their hashes.
CREATE TABLE ticket_link (
    hash TEXT PRIMARY KEY,
    ticket_id TEXT NOT NULL REFERENCES ticket(id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX ticket_link_ticket ON ticket_link (ticket_id, created_at);
CREATE INDEX ticket_link_expires ON ticket_link (expires_at);

CREATE TABLE blocked_sender (
    email_key TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    ticket_id TEXT NOT NULL DEFAULT '',
    blocked_at BIGINT NOT NULL,
    blocked_by TEXT NOT NULL
);

CREATE TABLE canned_reply (
    id TEXT PRIMARY KEY,
    department_id TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL
);
CREATE INDEX canned_reply_title ON canned_reply (language, title);

-- What staff write down about a client account, for staff.
CREATE TABLE account_note (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    author_id TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX account_note_account ON account_note (account_id, id);

-- What a member of staff is told of, and how; a kind without a row is as it is for everybody.
CREATE TABLE staff_switch (
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    mail INTEGER NOT NULL,
    page INTEGER NOT NULL,
    PRIMARY KEY (user_id, kind)
);

-- What a member of staff has been told of and has not looked at yet.
CREATE TABLE staff_alert (
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    ticket_id TEXT NOT NULL REFERENCES ticket(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    page INTEGER NOT NULL,
    PRIMARY KEY (user_id, ticket_id, kind)
);
CREATE INDEX staff_alert_user ON staff_alert (user_id, page, at);

CREATE TABLE announcement (
    id TEXT PRIMARY KEY,
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL
);
CREATE INDEX announcement_from ON announcement (from_at);

-- Tickets are given to staff, who are few among all people.
CREATE INDEX users_staff ON users (name, id) WHERE role <> '';
