package fault

// finding are mistakes in what is asked of the database, and in what is found.
var finding = []fault{
	{
		class: 49, mistake: "a row is written as only SQLite writes it",
		file: "internal/setting/store.go",
		old:  "`INSERT INTO setting (name, value) VALUES ($1, $2)\n\t\tON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value`",
		new:  "`INSERT OR REPLACE INTO setting (name, value) VALUES ($1, $2)`",
		test: "./internal/db/pgtest TestEveryTextIsPreparedByPostgreSQL",
	},
	{
		class: 49, mistake: "a moment is asked of SQLite's clock, in a statement that Bun builds",
		file: "internal/audit/find_store.go",
		old:  `q.Where("at >= ?", int64(f.From))`, new: `q.Where("at >= MAX(?, unixepoch() - 3600)", int64(f.From))`,
		test: "./internal/db/pgtest TestEveryTextIsPreparedByPostgreSQL",
	},
	{
		class: 49, mistake: "a yes or no is stored as it is in Go, and PostgreSQL has a number there",
		file: "internal/recovery/store.go",
		old:  `db.Flag(c.cautious), int64(c.StateAt))`, new: `c.cautious, int64(c.StateAt))`,
		test: "./internal/db/pgtest TestEveryTextIsPreparedByPostgreSQL",
	},
	{
		class: 49, mistake: "a text is made up as the program runs, so that nobody has read it before",
		file: "internal/user/standing_store.go",
		old:  "tx, `SELECT id FROM users WHERE frozen_at > 0`)", new: "tx, time.Now().Format(`SELECT id FROM users WHERE frozen_at > 0`))",
		and:  [2]string{"import (\n", "import (\n\t\"time\"\n"},
		test: "./internal/db/pgtest TestEveryTextIsPreparedByPostgreSQL",
	},
}
