package fault

// logging are mistakes by which the audit log tells less than what happened, or a restore gives back what was ended.
var logging = []fault{
	{
		class: 13, mistake: "after a restore a code works again that was used since the backup",
		file: "internal/restore/restore.go",
		old:  `s.Challenges.Restored, s.Factors.Restored, `, new: `s.Challenges.Restored, `,
		test: "./server/host TestADatabaseThatWasPutBackGrantsNothing",
	},
	{
		class: 30, mistake: "a restore brings sessions back that were ended since the backup",
		file: "internal/restore/restore.go",
		old:  `s.Sessions.Restored, s.Browsers`, new: `s.Browsers`,
		test: "./server/host TestADatabaseThatWasPutBackGrantsNothing",
	},
	{
		class: 38, mistake: "staff look at people and nobody knows",
		file: "server/desk/person.go",
		old:  `err := p.Staff.Viewed(r.Context(), r.Caller(), u.ID); err != nil`, new: `err := error(nil); err != nil`,
		test: "./server/desk TestStaffWhoLookAtAPersonAreInTheLog",
	},
	{
		class: 38, mistake: "staff read a client's tickets and nobody knows",
		file: "internal/support/desk.go",
		old:  `s.read(ctx, by, t)`, new: `error(nil)`,
		test: "./internal/support TestStaffWhoReadATicketAreInTheLog",
	},
	{
		class: 38, mistake: "staff take a client's files and nobody knows",
		file: "internal/support/viewed.go",
		old:  `return a, s.viewed(ctx, by, t, audit.AttachmentViewed, a.ID)`, new: `return a, nil`,
		test: "./internal/support TestStaffWhoOpenAFileAreInTheLog",
	},
	{
		class: 46, mistake: "the address in a row can be exchanged",
		file: "internal/audit/check.go",
		old:  `r.seq != c.Rows+1 || !r.fits() ||`, new: `r.seq != c.Rows+1 ||`,
		test: "./internal/audit TestAChangedLogIsNoticed",
	},
	{
		class: 46, mistake: "a row that was put in before the first is passed over",
		file: "internal/audit/store.go",
		old:  "	if there {\n		return BrokenError{Seq: 0}", new: "	if false {\n		return BrokenError{Seq: 0}",
		test: "./internal/audit TestAChangedLogIsNoticed",
	},
	{
		class: 46, mistake: "an upgrade makes a log whole that was changed",
		file: "internal/audit/digests_store.go",
		old:  `how = purposeBroken`, new: `how = purpose`,
		test: "./internal/audit TestABreakInAnOldLogStaysOne",
	},
	{
		class: 46, mistake: "an upgrade with another key makes a break of every row",
		file: "internal/audit/digests_store.go",
		old:  `if err := l.KeyFits(ctx, tx); err != nil {`, new: `if err := error(nil); err != nil {`,
		test: "./internal/audit TestAnOldLogIsNotChainedWithAnotherKey",
	},
	{
		class: 46, mistake: "details can be taken out of the log as if their time were over",
		file: "internal/audit/check.go",
		old:  `c.blank > c.announced`, new: `c.blank < c.announced && c.blank < 0`,
		test: "./internal/audit TestWhatWasNotAnnouncedIsNotLetGoOf",
	},
	{
		class: 46, mistake: "a clock that is years ahead for an hour empties the log",
		file: "internal/audit/redact.go",
		old:  `if err != nil || putBack {`, new: `if err != nil || putBack && keep < 0 {`,
		test: "./internal/audit TestAClockThatWasWrongLetsGoOfNothing",
	},
	{
		class: 46, mistake: "a right answer to \"Confirm it’s you\" leaves no trace",
		file: "internal/credential/credential.go",
		old:  `return c.log(ctx, tx, by, "confirm.done", map[string]string{"method": string(k)})`, new: `return nil`,
		test: "./server/desk TestDecisionsAreInTheLog",
	},
	{
		class: 46, mistake: "other sites write into the log without bound",
		file: "server/host/refusal.go",
		old:  `return n.sites <= mostCrossSite`, new: `return true`,
		test: "./server/desk TestWhoIsTurnedAwayIsInTheLog",
	},
	{
		class: 46, mistake: "rows cut off the end are not missed",
		file: "internal/audit/mark.go",
		old:  "case errors.Is(err, sql.ErrNoRows):\n\t\treturn Behind, nil", new: "case errors.Is(err, sql.ErrNoRows):\n\t\treturn Reached, nil",
		test: "./internal/audit TestALogIsHeldAgainstItsMark",
	},
	{
		class: 46, mistake: "whoever takes the mark away as well is not noticed",
		file: "internal/audit/mark.go",
		old:  "if kept {", new: `if kept && l.Ring == nil {`,
		test: "./server/host TestALogThatWasCutShortIsNoticed",
	},
	{
		class: 46, mistake: "the log goes on from a row that is another one by now",
		file: "internal/audit/store.go",
		old:  `seq = $14 AND hash = $15)`, new: `seq = $14 AND $15 = $15)`,
		test: "./internal/audit TestTheLogGoesOnFromItsLastRow",
	},
}
