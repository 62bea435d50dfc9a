-- Links of invitations that were withdrawn, to a client account or to a sign-in: they open nothing, and say why.
CREATE TABLE withdrawn_invitation (
    hash TEXT PRIMARY KEY,
    withdrawn_at BIGINT NOT NULL
);
