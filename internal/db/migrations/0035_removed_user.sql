-- People who signed in once, and were removed: the log and the tickets say still who they were. The name goes when the
-- log lets go of what is personal.
CREATE TABLE removed_user (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    removed_at BIGINT NOT NULL
);
