package fault

// together are mistakes where the work of several is committed at once, or a part of it is taken back.
var together = []fault{
	{
		class: 51, mistake: "somebody is told that it is done before it is stored",
		file: "internal/db/writer.go",
		old:  "	select {\n	case <-b.ended:\n	case <-w.turn: //", new: "	select {\n	default:\n	case <-b.ended:\n	case <-w.turn: //",
		test: "./internal/db TestWhatIsAcknowledgedIsStored",
	},
	{
		class: 51, mistake: "what could not be committed is said to be done",
		file: "internal/db/writer.go",
		old:  "		err = b.err\n", new: "		_ = b.err\n",
		test: "./internal/db TestWhatIsAcknowledgedIsStored",
	},
	{
		class: 51, mistake: "what failed is stored with what others did",
		file: "internal/db/writer.go",
		old:  "`ROLLBACK TO work`", new: "`SELECT 1`",
		test: "./internal/db TestWhatIsAcknowledgedIsStored",
	},
	{
		class: 51, mistake: "one failure takes everybody's work with it",
		file: "internal/db/writer.go",
		old:  "done, b.kept = true, true", new: "done, b.kept = true, false",
		test: "./internal/db TestWhatIsAcknowledgedIsStored",
	},
	{
		class: 51, mistake: "everybody waits for a sync of their own",
		file: "internal/db/writer.go",
		old:  "time.Since(b.began) >= longestBatch", new: "true",
		test: "./internal/db TestWhoWaitsIsSyncedTogether",
	},
	{
		class: 51, mistake: "a part that failed is kept",
		file: "internal/db/tx.go",
		old:  "`ROLLBACK TO part`", new: "`SELECT 1`",
		test: "./internal/db TestAPartIsUndoneAlone",
	},
}
