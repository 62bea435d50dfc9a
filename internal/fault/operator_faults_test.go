package fault

// operating are mistakes at the doors of whoever looks after the host.
var operating = []fault{
	{
		class: 45, mistake: "the console's link makes an administrator although there is staff",
		file: "internal/user/staff_store.go",
		old:  `AND NOT EXISTS (SELECT 1 FROM users WHERE role <> '')`, new: `AND $1 <> ''`,
		test: "./server/command TestAnyFirstStaffEndsTheSetUpLink", part: "a database that had staff before",
	},
	{
		class: 45, mistake: "the console's link holds again once the first staff is staff no more",
		file: "internal/user/store.go",
		old:  `if role != Client {`, new: `if role != Client && id == "" {`,
		test: "./server/command TestAnyFirstStaffEndsTheSetUpLink", part: "support, who is a client again",
	},
	{
		class: 45, mistake: "the folder of a demo is served, with an administrator whose password is published",
		file: "server/host/demo.go",
		old:  `if err == nil && filled {`, new: `if err == nil && filled && h == nil {`,
		test: "./server/command TestTheDemosFolderIsNotServed",
	},
	{
		class: 45, mistake: "a release hashes passwords as cheaply as the program that is measured",
		file: "internal/password/cost.go",
		old:  "memoryKiB   = 19 * 1024\n\tpasses      = 2", new: "memoryKiB   = 8\n\tpasses      = 1",
		test: "./internal/password TestAPasswordFitsItsOwnHashOnly",
	},
	{
		class: 45, mistake: "the program that is measured, whose hashes are nearly free, is served to everybody",
		file: "server/host/measured.go",
		old:  `err != nil || !at.IsLoopback()`, new: `err != nil && at.IsLoopback()`,
		test: "./server/host TestWhatIsMeasuredServesNobody",
	},
	{
		class: 45, mistake: "the program that is measured opens a host's folder, and gives people hashes that are nearly free",
		file: "server/host/measured.go",
		old:  `measuredFile)); err != nil {`, new: `measuredFile)); err != nil && data == "" {`,
		test: "./server/host TestWhatIsMeasuredServesNobody",
	},
	{
		class: 47, mistake: "another key is taken for the database's own where the log was emptied",
		file: "server/host/host.go",
		old:  `err != nil || last.Rows > 0 {`, new: `err != nil || last.Rows >= 0 {`,
		test: "./server/host TestAnotherKeyIsRefusedWithAnEmptyLog",
	},
	{
		class: 47, mistake: "a backup is mixed with the log of the database before it, and nobody is signed out",
		file: "server/host/folder.go",
		old:  "\tif foreign {", new: "\tif foreign && !f.database {",
		test: "./server/host TestOnlyAFolderThatIsWholeIsServed", part: "a copy, another's log",
	},
	{
		class: 47, mistake: "a backup is made under the name of a file of the database's own, and is gone",
		file: "internal/db/backup.go",
		old:  `err1 == nil && err2 == nil && os.SameFile(here, there)`, new: `err1 != nil && err2 != nil && os.SameFile(here, there)`,
		test: "./internal/db TestACopyIsWholeOrNotThere",
	},
	{
		class: 47, mistake: "a backup of a damaged database is made without a word, in the place of good ones",
		file: "internal/db/backup.go",
		old:  `err = checkCopy(ctx, into.Name())`, new: `_ = checkCopy(ctx, into.Name())`,
		test: "./internal/db TestADamagedDatabaseIsNotCopied",
	},
	{
		class: 47, mistake: "a backup that was made is taken away with its draft",
		file: "internal/db/draft.go",
		old:  `if !named {`, new: `if !named || path != "" {`,
		test: "./internal/db TestALongDraftGoesAndALongFileStays",
	},
	{
		class: 28, mistake: "a logo that has no end exhausts the memory",
		file: "server/command/settings.go",
		old:  `io.ReadAll(io.LimitReader(file, setting.MostLogo+1))`, new: `io.ReadAll(io.LimitReader(file, 1<<62))`,
		test: "./server/command TestALogoWithoutAnEndIsRefused",
	},
	{
		class: 40, mistake: "a name before the host is taken for nothing",
		file: "server/web/guard.go",
		old:  `ContainsAny(target+string(r.Header.Host()), "@`, new: `ContainsAny(target+string(r.Header.Host()), "`,
		test: "./server/web TestOnlyTheHostsOfThisSiteAreAnswered", part: "the host behind a user",
	},
	{
		class: 46, mistake: "a mark that can't be read counts as none",
		file: "internal/audit/mark.go",
		old:  `return Unreadable, nil`, new: `return NoMarks, nil`,
		test: "./server/host TestALogThatWasCutShortIsNoticed", part: "the mark garbled",
	},
}
