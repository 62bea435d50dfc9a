-- What a client account owns, is billed for and asks about. Times are Unix milliseconds, 0 = never; amounts are minor
-- units of their currency.

CREATE TABLE service (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    plan TEXT NOT NULL,
    domain TEXT NOT NULL,
    status TEXT NOT NULL,
    price BIGINT NOT NULL,
    currency TEXT NOT NULL,
    renews_at BIGINT NOT NULL
);
CREATE INDEX service_account ON service (account_id);

CREATE TABLE domain (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    name TEXT NOT NULL UNIQUE,
    auto_renew INTEGER NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX domain_account ON domain (account_id);

CREATE TABLE invoice (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    number TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    paid_at BIGINT NOT NULL
);
CREATE INDEX invoice_account ON invoice (account_id);

CREATE TABLE ticket (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    number TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    status TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX ticket_account ON ticket (account_id);
