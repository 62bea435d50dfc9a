-- Files that people attach. Their content stands in a folder beside the database, once each, under its hash. The
-- host's logo is one of them from now on: the step moves one that stands in the settings.
--! attachment.logo

CREATE TABLE attachment (
    id TEXT PRIMARY KEY,
    owner_kind TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX attachment_owner ON attachment (owner_kind, owner_id);
CREATE INDEX attachment_sha256 ON attachment (sha256);
