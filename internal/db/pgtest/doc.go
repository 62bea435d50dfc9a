// Package pgtest holds the program's SQL to what PostgreSQL reads too: its tests find every text that is run against the
// database, and have Debian's PostgreSQL prepare it. The program itself runs on SQLite; what only SQLite reads stands in
// internal/db and in internal/search.
package pgtest
