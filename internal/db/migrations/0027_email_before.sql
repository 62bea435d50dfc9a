-- While an account is frozen: the address from before the disputed change, which signs in too and gets the links for a new
-- password; '' where it is not known, and where nothing is frozen.
ALTER TABLE users ADD COLUMN email_before TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN email_before_key TEXT NOT NULL DEFAULT '';
CREATE INDEX users_email_before_key ON users (email_before_key);

-- Where a link for a new password was mailed. Those of before this are not known to have gone to the right address.
ALTER TABLE reset_link ADD COLUMN mailed_to TEXT NOT NULL DEFAULT '';
