-- Which browser has just used a mailed link. Times are Unix milliseconds, 0 = never.

CREATE TABLE link_browser (
    browser_id TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    epoch BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (browser_id, user_id)
);
