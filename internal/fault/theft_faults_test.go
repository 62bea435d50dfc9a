package fault

// thefts are mistakes about a thief who has stolen a session, and added a method.
var thefts = []fault{
	{
		class: 37, mistake: "a set-up that a thief of the session has begun goes on in the owner's browser",
		file: "internal/factor/setup.go",
		old:  `seal.HashToken(o.Browser)`, new: `seal.HashToken("")`,
		test: "./server/security TestASetUpThatAThiefBeganIsNeverTheOwners",
	},
	{
		class: 33, mistake: "no proof is asked for while a set-up goes on, whoever has begun it",
		file: "internal/credential/two_factor.go",
		old:  `if err := c.Gate.StepUp(ctx, tx, s, factor.Weakest); err != nil {`,
		new: `if on, _ := c.Factors.IsUnderWay(ctx, tx, ownerOf(s), b); on {
			return nil
		} else if err := c.Gate.StepUp(ctx, tx, s, factor.Weakest); err != nil {`,
		test: "./server/security TestASetUpThatGoesOnTakesAFreshProof",
	},
	{
		class: 39, mistake: "a passkey that can be copied since is taken",
		file: "internal/factor/passkey/judge.go",
		old: `_, err := validate(server, o, c.Purpose, challenge, parsed)
		return Verdict{Copied: err == nil}, nil`, new: `if credential, err = validate(server, o, c.Purpose, challenge, parsed); err != nil {
			return Verdict{}, nil
		}`,
		test: "./internal/factor/passkey TestAPasskeyThatCanBeCopiedSinceIsRefused",
	},
	{
		class: 33, mistake: "whoever knows the password, or reads the mailbox, stops every case",
		file: "internal/recovery/needs.go",
		old:  `k.Suffices(f.choices) || c.OpenedBy == "" && len(f.keys) == 1`, new: `k.ID != ""`,
		test: "./internal/recovery TestThePasswordAloneStopsNoCaseOfTheStaff",
	},
	{
		class: 30, mistake: "a method that a thief has added outlasts \"this wasn't me\"",
		file: "internal/factor/hold.go",
		old:  `u.Suspended, err = suspend(ctx, tx, userID, young, now)`, new: `u.Suspended, err = suspend(ctx, tx, userID, now, now)`,
		test: "./internal/credential TestThisWasntMeThrowsOutWhoAddedAMethod",
	},
	{
		class: 30, mistake: "backup codes that a thief has made outlast \"this wasn't me\"",
		file: "internal/factor/hold_store.go",
		old:  `AND made_at > $3 AND suspended_at = 0`, new: `AND made_at > $3 AND suspended_at > 0`,
		test: "./internal/credential TestThisWasntMeThrowsOutWhoAddedAMethod",
	},
	{
		class: 30, mistake: "e-mailed codes that go to a thief's mailbox outlast \"this wasn't me\", because the method is old",
		file: "internal/factor/hold_store.go",
		old:  `OR kind = 'email' AND $4 > $3)`, new: `OR kind = 'none' AND $4 > $3)`,
		test: "./internal/credential TestEMailedCodesAreNoOlderThanTheirMailbox",
	},
	{
		class: 25, mistake: "a notice of what a stranger has caused suspends the owner's new phone",
		file: "internal/wiring/wiring.go",
		old:  `notice.NotMeNotice, a.Revoke.NotMe)`, new: `notice.NotMeNotice, a.Revoke.NotMeMethod)`,
		test: "./internal/credential TestWhatStrangersCauseSuspendsNothing",
	},
	{
		class: 2, mistake: "with every method suspended the password alone signs in",
		file: "internal/factor/hold_store.go",
		old:  "there = `pending_until = 0 AND removed_at = 0`", new: "there = `pending_until = 0 AND removed_at = 0 AND suspended_at = 0`",
		test: "./internal/credential TestWithNoneLeftThePasswordAloneOpensNothing",
	},
	{
		class: 33, mistake: "a young method removes an old one",
		file: "internal/access/stepup.go",
		old:  `(!s.SteppedUp || !s.Proof.By(since, or))`, new: `!s.SteppedUp`,
		test: "./internal/credential TestWhatARemovalNeeds",
	},
	{
		class: 33, mistake: "a method is removed on the sign-in's own proof",
		file: "internal/access/stepup.go",
		old:  `(!s.SteppedUp || !s.Proof.By(since, or))`, new: `!s.Proof.By(since, or)`,
		test: "./internal/credential TestWhatARemovalNeeds",
	},
	{
		class: 33, mistake: "a young method turns two-factor off",
		file: "internal/credential/two_factor.go",
		old:  `max(p.Need, state.Strongest()), state.RemoverSince(c.Clock.Now()), ""`, new: `max(p.Need, state.Strongest()), 0, ""`,
		test: "./internal/credential TestWhatARemovalNeeds",
	},
	{
		class: 30, mistake: "what an old method has removed comes back",
		file: "internal/credential/method.go",
		old:  `by.Proof.FactorID != id && by.Proof.Was(`, new: `by.Proof.FactorID == "" && by.Proof.Was(`,
		test: "./internal/credential TestWhatDoesNotComeBack",
	},
	{
		class: 30, mistake: "what was removed comes back after its week",
		file: "internal/factor/hold_store.go",
		old:  `WHERE user_id = $2 AND removed_at > $3`, new: `WHERE user_id = $2 AND removed_at > 0 AND $3 > 0`,
		test: "./internal/credential TestWhatDoesNotComeBack",
	},
	{
		class: 35, mistake: "e-mailed codes come back by a mailed link",
		file: "internal/factor/hold_store.go",
		old:  `WHEN kind = 'email' AND suspended_at = 0`, new: `WHEN kind = 'none' AND suspended_at = 0`,
		test: "./internal/credential TestEMailedCodesNeverComeBackByAMailedLink",
	},
	{
		class: 33, mistake: "a suspended method is restored by a newer one",
		file: "internal/credential/method.go",
		old:  `m.Strength, m.Since()-1, "")`, new: `m.Strength, 0, "")`,
		test: "./internal/credential TestASuspendedMethodIsRestoredByAnOlderOne",
	},
	{
		class: 33, mistake: "with the stronger methods suspended, an e-mailed code restores them",
		file: "internal/factor/factor.go",
		old:  `max(StrongestOf(s.Methods), StrongestOf(s.Suspended))`, new: `StrongestOf(s.Methods)`,
		test: "./internal/credential TestAWeakerMethodDoesNotStandInForASuspendedOne",
	},
	{
		class: 33, mistake: "after \"this wasn't me\" an e-mailed code replaces the owner's backup codes for good",
		file: "internal/factor/factor.go",
		old:  `s.Backup.Left > 0 && len(s.Suspended) > 0`, new: `s.Backup.Left > 0 && len(s.Methods) == 0`,
		test: "./internal/credential TestAWeakerMethodDoesNotStandInForTheBackupCodes",
	},
	{
		class: 30, mistake: "a thief pushes the owner's removed method out by adding and removing others",
		file: "internal/factor/hold_store.go",
		old:  `ORDER BY created_at, id LIMIT $2`, new: `ORDER BY created_at DESC, id LIMIT $2`,
		test: "./internal/credential TestRemovedMethodsPushNoOlderOneOut",
	},
	{
		class: 38, mistake: "a sign-in with a thief's new method ends the owner's case",
		file: "internal/recovery/needs.go",
		old:  `if !m.proved.Was(stopsSince(c)) {`, new: `if m.proved.Strength == 0 {`,
		test: "./internal/recovery TestASignInWithAYoungMethodPausesACaseOnce",
	},
	{
		class: 38, mistake: "a sign-in with a code in a thief's mailbox ends the owner's case, because the method is old",
		file: "internal/factor/store.go",
		old:  `rests.Email, max(r.createdAt, rests.EmailSince)`, new: `rests.Email, r.createdAt`,
		test: "./internal/recovery TestASignInByAThiefsMailboxEndsNoCase",
	},
	{
		class: 38, mistake: "such a sign-in holds the case up for ever",
		file: "internal/recovery/needs.go",
		old:  `case f.lookedAt:`, new: `case f.lookedAt && m.actor == Time:`,
		test: "./internal/recovery TestASignInWithAYoungMethodPausesACaseOnce",
	},
	{
		class: 38, mistake: "a case is finished only for somebody who is let in, whom a thief keeps from it",
		file: "internal/recovery/needs.go",
		old:  `f.person.Disabled() && m.actor != Staff ||`, new: `f.person.Disabled() ||`,
		test: "./internal/recovery TestACaseForSomebodyWhoIsDisabled",
	},
	{
		class: 38, mistake: "another browser than the one that finished a case comes back to the set-up",
		file: "internal/recovery/store.go",
		old:  `DELETE FROM recovery_proof WHERE key_id <> $1`, new: `DELETE FROM recovery_proof WHERE key_id = '' || $1 || 'x'`,
		test: "./internal/recovery TestOnlyTheBrowserThatFinishedACaseComesBack",
	},
	{
		class: 30, mistake: "whoever finished a case comes back after \"this wasn't me\"",
		file: "internal/recovery/recovery.go",
		old:  `a.Revoke.OnIntruder = cs.onIntruder`, new: `_ = cs.onIntruder`,
		test: "./internal/recovery TestOnlyTheBrowserThatFinishedACaseComesBack",
	},
	{
		class: 30, mistake: "a browser from which a thief was thrown out is a proof still",
		file: "internal/recovery/facts.go",
		old:  `!given || k.browser == ""`, new: `given || k.browser == ""`,
		test: "./internal/recovery TestABrowserThatIsForgottenProvesNothing",
	},
	{
		class: 25, mistake: "'this wasn't me' takes the proof of her own browser from the owner",
		file: "internal/revoke/revoke.go",
		old:  `Whose{UserID: n.UserID, Browser: by.Browser, By: by}`, new: `Whose{UserID: n.UserID, By: by}`,
		test: "./server/recovery TestNotMeSparesTheBrowserItIsSaidIn",
	},
	{
		class: 25, mistake: "'this wasn't me' spares every browser",
		file: "internal/revoke/table.go",
		old:  `trusted: all, known: others, methods: true}`, new: `trusted: all, methods: true}`,
		test: "./internal/revoke TestWhatEachChangeEnds",
	},
	{
		class: 25, mistake: "'this wasn't me' leaves nothing where backup codes are the only way back",
		file: "internal/recovery/needs.go",
		old:  `return On(f.choices) || f.shutOut && c.OpenedBy != ""`, new: `return On(f.choices) || f.shutOut && c.OpenedBy == "-"`,
		test: "./server/recovery TestWhomNotMeLeftWithNothingGetsACase",
	},
}
