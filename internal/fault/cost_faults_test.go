package fault

// costing are mistakes by which some cost all others time, or lose what was begun.
var costing = []fault{
	{
		class: 52, mistake: "a query goes on when nobody waits for it any more",
		file: "internal/db/tx.go",
		old:  "func whileAsked(ctx context.Context) context.Context { return ctx }",
		new:  "func whileAsked(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }",
		test: "./internal/db TestAReadEndsWithItsContext",
	},
	{
		class: 52, mistake: "a browser that has gone is not noticed",
		file: "server/web/deadline.go",
		old:  "ended = n == 0 && err == nil", new: "ended = n < 0 && err == nil",
		test: "./server/host TestAPageThatNobodyWaitsForIsNotMade",
	},
	{
		class: 52, mistake: "a form is broken off when its browser goes",
		file: "server/web/deadline.go",
		old:  "if c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead {", new: "if true {",
		test: "./server/host TestAPageThatNobodyWaitsForIsNotMade",
	},
	{
		class: 52, mistake: "a statement of the writer's is cut off",
		file: "internal/db/tx.go",
		old:  "func uncancelled(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }",
		new:  "func uncancelled(ctx context.Context) context.Context { return ctx }",
		test: "./internal/db TestTheWriterIsNeverInterrupted",
	},
	{
		class: 52, mistake: "what Bun builds for the writer is cut off",
		file: "internal/db/db.go",
		old:  "	d.writers = d.writers.WithQueryHook(uninterrupted{})\n", new: "",
		test: "./internal/db TestTheWriterIsNeverInterrupted",
	},
	{
		class: 52, mistake: "everybody waits until a sweep has taken all",
		file: "internal/db/sweep.go",
		old:  "append(args[:len(args):len(args)], Bite)", new: "append(args[:len(args):len(args)], 1<<30)",
		test: "./internal/db TestASweepLetsOthersWriteBetweenItsBites",
	},
	{
		class: 52, mistake: "after a backup somebody's commit folds all that was kept back meanwhile",
		file: "internal/db/db.go",
		old:  `, "wal_autocheckpoint(0)"`, new: "",
		test: "./internal/db TestACommitFoldsNothing",
	},
	{
		class: 52, mistake: "a log that is written to without a pause grows for ever",
		file: "internal/db/checkpoint.go",
		old:  "p.count.Add(1) == foldAfter", new: "p.count.Add(1) < 0",
		test: "./internal/db TestTheLogIsFoldedWhileOthersWrite",
	},
	{
		class: 52, mistake: "an export and the check of the log keep whoever signs in waiting",
		file: "internal/pace/pace.go",
		old:  "const share = 9", new: "const share = 1",
		test: "./internal/pace TestLongWorkLeavesNineTenthsToWhoeverWaits",
	},
	{
		class: 52, mistake: "whoever presses the button again has the whole log checked twice",
		file: "internal/audit/checker.go",
		old:  "	if c.state.Running {\n		return\n	}\n", new: "",
		test: "./internal/audit TestOneCheckRunsAtATime",
	},
	{
		class: 52, mistake: "a sweep goes round and round where nothing can be written",
		file: "internal/db/sweep.go",
		old:  "more = err == nil && taken >= Bite", new: "more = err != nil && ctx.Err() == nil || taken >= Bite",
		test: "./internal/db TestASweepEndsWhereNothingCanBeWritten",
	},
	{
		class: 52, mistake: "a sweep leaves what does not fit its first bite",
		file: "internal/db/sweep.go",
		old:  "more = err == nil && taken >= Bite", new: "more = err == nil && taken > Bite",
		test: "./internal/db TestASweepLetsOthersWriteBetweenItsBites",
	},
	{
		class: 52, mistake: "a backup goes to the disk at its end, and all of it before anybody else's change",
		file: "internal/db/draft.go",
		old:  "d.unsynced, err = 0, d.Sync()", new: "d.unsynced = 0",
		test: "./internal/db TestACopyGoesToTheDiskAsItIsWritten",
	},
	{
		class: 52, mistake: "what was taken away stays in the log while a part of it is being folded",
		file: "internal/db/log.go",
		old:  "	d.folding.Lock() // before the turn: whoever writes need not wait for what is being folded\n	defer d.folding.Unlock()\n", new: "",
		test: "./internal/db TestTheLogIsEmptiedAfterWhatIsBeingFolded",
	},
	{
		class: 53, mistake: "what was changed in memory since it was read from the program's file is forgotten with it",
		file: "internal/memory/program_linux.go",
		old:  ` && fields[1] == "0"`, new: ``,
		test: "./internal/memory TestOnlyWhatStandsInTheFileIsForgotten",
	},
}
