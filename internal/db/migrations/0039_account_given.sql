-- Who gave whom what in an account, and when: kept apart from the memberships, which end. Joined is 1 for whoever has
-- joined by an invitation; added is what a member was given besides.
CREATE TABLE account_given (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    given_by TEXT NOT NULL,
    user_id TEXT NOT NULL,
    joined BIGINT NOT NULL,
    added TEXT NOT NULL,
    given_at BIGINT NOT NULL
);
CREATE INDEX account_given_by ON account_given (account_id, given_by, given_at);
CREATE INDEX account_given_at ON account_given (given_at);
INSERT INTO account_given (id, account_id, given_by, user_id, joined, added, given_at)
    SELECT account_id || '/' || user_id, account_id, invited_by, user_id, 1, '', created_at FROM membership WHERE invited_by <> '';
