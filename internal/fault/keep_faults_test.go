package fault

// keeping are mistakes in how a backup is put back, and in how keys change.
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
	{
		class: 47, mistake: "a ring takes up whatever key file stands there",
		file: "internal/seal/rotate.go",
		old:  "return k.id == was[0].id && bytes.Equal(k.mac, was[0].mac)", new: "return k.id != \"\" && bytes.Equal(was[0].mac, was[0].mac)",
		test: "./internal/seal TestARingDoesNotTakeAnotherFile",
	},
	{
		class: 47, mistake: "of two rotations at once one is lost",
		file: "internal/seal/rotate.go",
		old:  "syscall.LOCK_EX|syscall.LOCK_NB); err != nil {", new: "syscall.LOCK_UN); err != nil {",
		test: "./internal/seal TestKeysOfRotationsAtOnceAreAllThere",
	},
	{
		class: 47, mistake: "a key is removed on which something rests",
		file: "server/host/keys.go",
		old:  "!u.Newest && len(u.Rests) > 0", new: "!u.Newest && len(u.Rests) < 0",
		test: "./server/command TestAKeyIsRotatedWhilePeopleAreServed",
	},
	{
		class: 47, mistake: "a rotation that was cut off does not go on",
		file: "server/host/keys.go",
		old:  "if len(ring.IDs()) > 1 {", new: "if len(ring.IDs()) > 99 {",
		test: "./server/command TestSealingAnewGoesOnAtTheNextStart",
	},
	{
		class: 47, mistake: "a backup that is to be encrypted is not",
		file: "server/host/backup_age.go",
		old:  "if len(to) == 0 {", new: "if len(to) >= 0 {",
		test: "./server/command TestAnEncryptedBackupIsPutBackByItsRecipient",
	},
}
