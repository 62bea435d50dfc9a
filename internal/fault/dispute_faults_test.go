package fault

// disputes are mistakes about who ends a dispute, and about who may do what for the host.
var disputes = []fault{
	{
		class: 33, mistake: "any strong second step settles a dispute, the thief's too",
		file: "internal/contact/frozen.go",
		old:  `by.Proof.Strength < factor.ByApp || !by.Proof.Was(since) {`, new: `by.Proof.Strength < factor.ByApp {`,
		test: "./internal/contact TestAThiefSettlesNothing",
	},
	{
		class: 33, mistake: "a method that was added just before the change settles the dispute about it",
		file: "internal/contact/frozen.go",
		old:  `return oldest.Add(-notice.NotMeFor) }`, new: `return oldest.Add(-notice.NotMeFor / 1_000_000) }`,
		test: "./internal/contact TestWhatSettlesADispute",
	},
	{
		class: 33, mistake: "a method is as old as its set-up, which was begun before the change",
		file: "internal/factor/store.go",
		old:  `session_id = '', created_at = $1 WHERE id = $2`,
		new:  `session_id = '', created_at = CASE WHEN $1 > 0 THEN created_at END WHERE id = $2`,
		test: "./internal/contact TestAMethodIsAsOldAsItsFirstRightCode",
	},
	{
		class: 33, mistake: "a proof by a method that is too new does",
		file: "internal/authn/second_step.go",
		old:  `case !proof.By(a.Since, a.Or):`, new: `case proof.Strength < 0:`,
		test: "./internal/credential TestAProofByAMethodThatIsTooNew",
	},
	{
		class: 25, mistake: "whoever reads the new mailbox freezes the account",
		file: "internal/contact/dispute.go",
		old:  `return user.SameEmail(trustedAddress(u, all), n.MailedTo), err`,
		new:  `return user.SameEmail(trustedAddress(u, all), n.MailedTo) || user.SameEmail(u.Email, n.MailedTo), err`,
		test: "./internal/contact TestOnlyTheAddressBeforeTheChangeFreezes",
	},
	{
		class: 25, mistake: "a change back and forth hides the address that was in force first",
		file: "internal/contact/history_store.go",
		old:  `replaced_at >= $2 ORDER BY replaced_at, id`, new: `replaced_at >= $2 ORDER BY replaced_at DESC, id DESC`,
		test: "./internal/contact TestOnlyTheAddressBeforeTheChangeFreezes",
	},
	{
		class: 25, mistake: "a link to the new mailbox suspends the owner's methods",
		file: "internal/contact/frozen.go",
		old:  `if err := c.Revoke.NotMe(ctx, tx, n, by); err != nil {`, new: `if err := c.Revoke.NotMeMethod(ctx, tx, n, by); err != nil {`,
		test: "./server/security TestTheNewMailboxSuspendsNoMethod",
	},
	{
		class: 38, mistake: "who decided a dispute approves it",
		file: "internal/contact/decide.go",
		old:  `if d.By == by.UserID {`, new: `if d.By == "" {`,
		test: "./internal/contact TestADisputeTakesTwoOfTheStaff",
	},
	{
		class: 38, mistake: "what one person decides takes effect at once",
		file: "internal/contact/decide.go",
		old:  `x.DueAt = x.At.Add(max(DecisionWait, choices.RecoveryWait))`, new: `x.DueAt = x.At.Add(choices.RecoveryWait / 1_000_000)`,
		test: "./internal/contact TestWhoDecidesAloneWaits",
	},
	{
		class: 38, mistake: "an objection does not stop a decision that waits",
		file: "internal/contact/frozen.go",
		old:  "if u.Frozen() {\n\t\treturn undecide(ctx, tx, u.ID)", new: "if u.Frozen() {\n\t\treturn nil",
		test: "./internal/contact TestWhatStopsADecisionThatWaits",
	},
	{
		class: 38, mistake: "new staff are a second person",
		file: "internal/user/user.go",
		old:  `now.Sub(u.StaffSince) < NewFor`, new: `now.Sub(u.StaffSince) < 0`,
		test: "./internal/contact TestNewStaffApproveNoDecision",
	},
	{
		class: 38, mistake: "new staff approve a case",
		file: "internal/recovery/needs.go",
		old:  `if m.staff.NewStaff(f.now) {`, new: `if m.staff.NewStaff(f.now) && f.on && !f.on {`,
		test: "./internal/recovery TestNewStaffApproveNoCase",
	},
	{
		class: 6, mistake: "a role has effect without a second step",
		file: "internal/access/staff.go",
		old:  `if len(state.Methods) == 0 {`, new: `if len(state.Methods) < 0 {`,
		test: "./internal/staff TestARoleTakesEffectWithASecondStep",
	},
	{
		class: 33, mistake: "staff act with a proof that is too weak for them",
		file: "internal/access/staff.go",
		old:  `s.Proof.Strength >= need, need)`, new: `s.Proof.Strength > 0, need)`,
		test: "./internal/staff TestStaffActWithWhatSufficesForThem",
	},
	{
		class: 38, mistake: "administrators are not told of a new one",
		file: "internal/staff/staff.go",
		old:  `return event, c.tellAdministrators(ctx, tx, roleChanged(by, u, role))`, new: `return event, nil`,
		test: "./internal/staff TestAdministratorsAreToldOfWhatChanges",
	},
	{
		class: 38, mistake: "administrators are not told of a setting that guards people",
		file: "internal/staff/tell.go",
		old:  `strings.HasPrefix(name, "recovery.") ||`, new: `strings.HasPrefix(name, "recovery/") ||`,
		test: "./internal/staff TestAdministratorsAreToldOfWhatChanges",
	},
}
