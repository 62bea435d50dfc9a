-- Who invited: the id of a member of the staff, or shell. Invitations from before don't say.
ALTER TABLE registration ADD COLUMN invited_by TEXT NOT NULL DEFAULT '';
