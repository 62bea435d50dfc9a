package fault

// keeping are mistakes in how a backup is put back.
var keeping = []fault{
	{
		class: 47, mistake: "another key is taken for a backup's own because it bears its name",
		file: "internal/audit/proof_store.go",
		old:  "if digests && l.Ring.Verify(r.hash, purpose, r.parts(before)...) ||", new: "if digests && l.Ring.Made(r.hash) ||",
		test: "./server/command TestABackupThatIsNotWholeIsNotPutBack",
	},
	{
		class: 47, mistake: "a folder in which a backup is half put back is opened",
		file: "server/host/folder.go",
		old:  "readJournal(path); err != nil || half {", new: "readJournal(path); err != nil && half {",
		test: "./server/host TestARestoreIsFinishedFromWhereverItWasCutOff",
	},
	{
		class: 47, mistake: "an attached file that was changed is put back",
		file: "server/host/putback_stage.go",
		old:  "hex.EncodeToString(sum.Sum(nil)) != name", new: "hex.EncodeToString(sum.Sum(nil)) == \"\"",
		test: "./server/command TestABackupThatIsNotWholeIsNotPutBack",
	},
	{
		class: 47, mistake: "what a restore replaces is gone",
		file: "server/host/putback_swap.go",
		old:  "return os.Rename(filepath.Join(data, name), filepath.Join(aside, name))", new: "return os.RemoveAll(filepath.Join(data, name))",
		test: "./server/command TestWhatARestoreReplacesIsKept",
	},
	{
		class: 13, mistake: "backup codes work again that were used since the backup",
		file: "internal/factor/spent_store.go",
		old:  "WHERE set_id = $2 AND mac = $3 AND used_at = 0`", new: "WHERE set_id = $2 AND mac = $3 AND used_at > 0`",
		test: "./server/command TestWhatARestoreReplacesIsKept",
	},
	{
		class: 13, mistake: "nobody is asked for new backup codes although used ones may work again",
		file: "internal/restore/restore.go",
		old:  "err == nil && !compared", new: "err == nil && compared",
		test: "./server/command TestWhatARestoreReplacesIsKept",
	},
}
