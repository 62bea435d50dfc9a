-- Rows of the audit log are chained over digests of what is personal in them, so that this can be let go of one day and the
-- chain still holds. The step gives the rows that are there their digests, and chains them anew.
--! audit.digests

ALTER TABLE audit_event ADD COLUMN network_salt TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_event ADD COLUMN network_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_event ADD COLUMN detail_salt TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_event ADD COLUMN detail_digest TEXT NOT NULL DEFAULT '';
