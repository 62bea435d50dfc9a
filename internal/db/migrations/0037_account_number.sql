-- A number is one account's in whatever case somebody writes it. Of twins that were made before, the later one is told
-- apart by the end of its id.
UPDATE account SET number = number || '/' || substr(id, length(id) - 5)
    WHERE EXISTS (SELECT 1 FROM account AS twin WHERE lower(twin.number) = lower(account.number) AND twin.id < account.id);
CREATE UNIQUE INDEX account_number_folded ON account (lower(number));
