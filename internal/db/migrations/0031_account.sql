-- Client accounts: what they say of themselves, who belongs to them and who gets their mail. Times are Unix milliseconds,
-- 0 = never.

ALTER TABLE account ADD COLUMN company TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN street TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN postcode TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN city TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN region TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN country TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN tax_id TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN currency TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN zone TEXT NOT NULL DEFAULT '';
-- Where the account's mail goes; '' is the address that its owner signs in with.
ALTER TABLE account ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN closed_at BIGINT NOT NULL DEFAULT 0;
-- Since when the account requires a second step of its people.
ALTER TABLE account ADD COLUMN second_step_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX account_second_step ON account (second_step_at) WHERE second_step_at > 0;

-- What mail a member gets, and who invited them ('' is the host).
ALTER TABLE membership ADD COLUMN mail TEXT NOT NULL DEFAULT 'invoices services domains tickets';
ALTER TABLE membership ADD COLUMN invited_by TEXT NOT NULL DEFAULT '';

-- An account has one owner. Where the shell has made several, the first one stays; the others keep all that they could do.
UPDATE membership SET role = 'member', permissions = 'services services.manage domains domains.manage invoices invoices.manage'
    || ' tickets tickets.manage members members.manage'
WHERE role = 'owner' AND EXISTS (SELECT 1 FROM membership AS first WHERE first.account_id = membership.account_id
    AND first.role = 'owner' AND (first.created_at < membership.created_at
        OR first.created_at = membership.created_at AND first.user_id < membership.user_id));
CREATE UNIQUE INDEX membership_owner ON membership (account_id) WHERE role = 'owner';

-- The host's numbers: the next one of each series.
CREATE TABLE account_series (
    prefix TEXT PRIMARY KEY,
    next BIGINT NOT NULL
);

-- Earlier addresses of accounts, and until when each was in force.
CREATE TABLE account_email (
    account_id TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, until_at)
);

-- A new address that waits for its link. Asked_by is the person; its epoch ends it with what they were granted.
CREATE TABLE account_email_change (
    account_id TEXT PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    asked_by TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Invited_by is the person, or '' for the host, who alone invites an owner.
CREATE TABLE account_invitation (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    role TEXT NOT NULL,
    permissions TEXT NOT NULL,
    language TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (account_id, email_key)
);
CREATE INDEX account_invitation_email ON account_invitation (email_key);

-- People who get mail and don't sign in. One that has not followed the link gets none.
CREATE TABLE account_contact (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    language TEXT NOT NULL,
    mail TEXT NOT NULL,
    billing BIGINT NOT NULL DEFAULT 0,
    added_by TEXT NOT NULL,
    hash TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL DEFAULT 0,
    UNIQUE (account_id, email_key)
);
CREATE INDEX account_contact_email ON account_contact (email_key);
CREATE INDEX account_contact_hash ON account_contact (hash);
CREATE UNIQUE INDEX account_contact_billing ON account_contact (account_id) WHERE billing = 1;

-- A new owner who takes over at due_at, unless the link is used before.
CREATE TABLE account_handover (
    account_id TEXT PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    from_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    to_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE,
    asked_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL
);
CREATE INDEX account_handover_due ON account_handover (due_at);

-- Who of an account's people signed in, without looking through everything that happened to them.
CREATE INDEX audit_event_signed_in ON audit_event (subject, seq) WHERE event = 'sign-in.done';
