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
		file: "internal/audit/activity_store.go",
		old:  `Where("seq < ?", upTo(before))`, new: `Where("seq < MAX(?, unixepoch() - 3600)", upTo(before))`,
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
	{
		class: 34, mistake: "a client finds what is somebody else's",
		file: "internal/search/find.go",
		old:  "if !f.query.Scope.staff {\n", new: "if !f.query.Scope.staff && f.kind == \"\" {\n",
		and:  [2]string{"return f.query.Scope.staff || ", "return f.kind != \"\" || "},
		test: "./internal/search TestWhatIsFound", part: "somebody else's ticket",
	},
	{
		class: 34, mistake: "a client finds the notes of staff",
		file: "internal/search/term.go",
		old:  `if d.account != "" && !d.internal {`, new: `if d.account != "" {`,
		and:  [2]string{"func (d stored) terms() termSet {\n", "func (d stored) terms() termSet {\n\td.internal = false\n"},
		test: "./internal/search TestANoteHasNoWordOfAnAccount",
	},
	{
		class: 34, mistake: "how long a search takes tells a client how common a word is among others",
		file: "internal/search/find.go",
		old:  `accountScope(f.kind, account))`, new: `shelfScope(f.kind, shelfOf(middle)), account)`,
		test: "./internal/search TestAClientsSearchReadsNothingOfOthers",
	},
	{
		class: 34, mistake: "a member finds what the permissions leave out",
		file: "server/client/search.go",
		old:  `if b.As.Allows(needs) && `, new: `if needs != "" && `,
		test: "./server/client TestASearchFollowsTheMembership",
	},
	{
		class: 42, mistake: "what is typed into the search is understood by the index",
		file: "internal/search/query.go",
		old:  "func quoted(term string) string { return `\"` +", new: "func quoted(term string) string { return `` +",
		test: "./internal/search TestWhatIsTypedIsNoLanguage",
	},
	{
		class: 12, mistake: "a password that was redacted is still in the index",
		file: "internal/search/store.go",
		old:  "('secure-delete', 1)", new: "('secure-delete', 0)",
		test: "./internal/search TestWhatIsRedactedIsNotInTheFile",
	},
	{
		class: 12, mistake: "what is deleted is left in the database's file",
		file: "internal/db/db.go",
		old:  `"secure_delete(1)"`, new: `"secure_delete(0)"`,
		test: "./internal/search TestWhatIsRedactedIsNotInTheFile",
	},
	{
		class: 12, mistake: "what was redacted is found under the ticket that was merged before",
		file: "internal/support/tidy.go",
		old:  "	m, err := s.Tickets.Message(ctx, tx, messageID)\n",
		new:  "	if renamed {\n		return s.indexSoon(ctx, tx, t, true)\n	}\n	m, err := s.Tickets.Message(ctx, tx, messageID)\n",
		test: "./internal/support TestARedactionAfterAMergeThatWasCutOff",
	},
	{
		class: 12, mistake: "what is taken out of a long ticket is found while its messages are put into the index anew",
		file: "internal/search/find.go",
		old:  `AND substr(value, 1, 7) = '`, new: `AND substr(value, 1, 8) = '`,
		test: "./internal/support TestARedactionOfALongTicketIsFoundAtNoMoment",
	},
	{
		class: 12, mistake: "a later change of a long ticket shows what an earlier one hides",
		file: "internal/search/later.go",
		old:  `if hide || strings.HasPrefix(before, unseen) {`, new: `if hide || before == unseen {`,
		test: "./internal/support TestARedactionOfALongTicketIsFoundAtNoMoment",
	},
	{
		class: 12, mistake: "what was taken out of a name goes on finding it",
		file: "internal/search/store.go",
		old:  "dropTerms(ctx, tx, s.id, old.without(fresh))", new: "dropTerms(ctx, tx, s.id, fresh.without(old))",
		test: "./internal/search TestWhatIsTakenOutLeavesNoTerm",
	},
	{
		class: 28, mistake: "whoever has what was typed is read to be counted",
		file: "internal/search/names.go",
		old:  "f.having(ctx, r, missing(likely, sure))", new: "f.having(ctx, r, likely)",
		test: "./internal/search TestABeginningReadsNoDocumentButThoseThatAreShown",
	},
	{
		class: 28, mistake: "everybody waits while the index of an earlier version is taken away",
		file: "internal/search/retire.go",
		old:  "FROM search_document ORDER BY id LIMIT $1", new: "FROM search_document ORDER BY id LIMIT 100 * $1",
		test: "./internal/search TestAnIndexOfAnotherVersionIsTakenAwayInTurns",
	},
	{
		class: 28, mistake: "every person is read to count the administrators",
		file: "internal/user/staff_store.go",
		old:  `SELECT count(*) FROM users WHERE role <> '' AND role`, new: `SELECT count(*) FROM users WHERE role`,
		test: "./internal/db/pgtest TestEveryTextIsReadAlongAnIndex",
	},
	{
		class: 38, mistake: "a rule is made for an account that was found by a part of its name, and that nobody has confirmed",
		file: "server/desk/policy.go",
		old: `form.Errors["scope"] = r.Locale.T("policy.choose_account", "Submit", r.Locale.T("policy.require_submit"))
	return "", matches, err`,
		new:  `return found[0].ID, matches, err`,
		test: "./server/desk TestTheAccountOfARuleIsSearchedFor",
	},
	{
		class: 38, mistake: "who has lost their second step is still counted as one who has it",
		file: "internal/factor/hold_store.go",
		old: `	if err := counted(ctx, tx, userID); err != nil {
		return err
	}
	return exec(ctx, tx, ` + "`" + `DELETE FROM backup_set`,
		new:  `	return exec(ctx, tx, ` + "`" + `DELETE FROM backup_set`,
		test: "./internal/factor TestWhoHasNoMethodIsCounted",
	},
}
