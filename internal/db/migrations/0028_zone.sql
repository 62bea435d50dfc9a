-- The person's time zone, by its name in the tz database; '' where it is not known.
ALTER TABLE users ADD COLUMN zone TEXT NOT NULL DEFAULT '';
