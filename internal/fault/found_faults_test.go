package fault

// found are mistakes that this program itself had once.
var found = []fault{
	{
		class: 24, mistake: "joining a case tells at once that the password is right",
		file: "internal/recovery/open.go",
		old:  `errors.Join(err, cs.Authn.WaitMinResponseTime(ctx, began))`,
		new:  `errors.Join(err, cs.Authn.WaitMinResponseTime(ctx, began.Add(-time.Hour)))`,
		test: "./server/slowtest TestJoiningACaseTellsNothingOfThePassword",
	},
	{
		class: 25, mistake: "whoever reads the mailbox along spends the guesses at the phone's code for everybody",
		file: "internal/recovery/phone_guess.go",
		old:  `case known:`, new: `case known && false:`,
		test: "./internal/recovery TestAThiefOfTheMailboxLeavesTheOwnerThePhone",
	},
	{
		class: 25, mistake: "a method that somebody sets up later is locked by answers to codes that never were",
		file: "internal/authn/second_step.go",
		old:  `outcome.Problem == factor.NotSetUp || outcome.Problem == factor.NotSent {`, new: `outcome.Problem == factor.SameMailbox {`,
		test: "./internal/authn TestWhatCouldNotBeGuessedIsNotCounted",
	},
	{
		class: 27, mistake: "the breaker does not see the codes that are to confirm a number",
		file: "internal/factor/sent_store.go",
		old:  `(created_at < $4 OR used_at > 0)`, new: `(created_at < $4 OR used_at > 0) AND factor_id <> ''`,
		test: "./internal/authn TestTheBreakerCountsCodesForNewNumbers",
	},
	{
		class: 27, mistake: "a code goes to a number that costs extra",
		file: "internal/address/plan.go",
		old:  `{ofPremium, true}`, new: `{ofPremium, false}`,
		test: "./server/slowtest TestACodeGoesToNoNumberThatCostsExtra",
	},
	{
		class: 10, mistake: "an approval does not say whose account it opens",
		file: "server/desk/case.go",
		old:  `r.Locale.T("case.title", "Name", f.Name) + r.Locale.T("settings.comma") + r.Phrase(f.Reference())`,
		new:  `r.Phrase(f.Reference())`,
		test: "./server/recovery TestApprovingACaseTakesAFreshProof",
	},
	{
		class: 28, mistake: "as many large bodies are taken in as are announced",
		file: "server/web/large.go",
		old:  `len(l.until) == mostLarge`, new: `len(l.until) == 100*mostLarge`,
		test: "./server/web TestLargeBodiesAreTakenAFewAtATime",
	},
	{
		class: 30, mistake: "an address that was given in a session that was ended is still confirmed",
		file: "internal/credential/sessions.go",
		old:  `c.Contact.DropFrom(ctx, tx, by.UserID, id)`, new: `error(nil)`,
		test: "./server/slowtest TestAnEndedSessionLeavesNothingBehind",
	},
	{
		class: 33, mistake: "a new password makes the second step's proof fresh again",
		file: "internal/credential/password.go",
		old:  `revoke.PasswordChanged, of, true, factor.Proof{})`, new: `revoke.PasswordChanged, of, true, by.Proof)`,
		test: "./server/slowtest TestChangingThePasswordMakesNoProofFresher",
	},
	{
		class: 38, mistake: "support approve an administrator's case",
		file: "internal/recovery/machine.go",
		old:  `(m.event == Start || m.event == Approve)`, new: `m.event == Start`,
		test: "./internal/recovery TestWhatEachEventNeeds",
	},
}
