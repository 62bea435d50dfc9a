-- What an account has is read page by page, in the order in which it is shown.
DROP INDEX service_account;
CREATE INDEX service_account ON service (account_id, name, id);
DROP INDEX domain_account;
CREATE INDEX domain_account ON domain (account_id, expires_at, name);
DROP INDEX invoice_account;
CREATE INDEX invoice_account ON invoice (account_id, issued_at, number);
