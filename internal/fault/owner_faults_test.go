package fault

// owning are mistakes about what people see and keep of their own where they are signed in.
var owning = []fault{
	{
		class: 33, mistake: "a proof from before the case was opened stops it: whoever took the session over takes the way back too",
		file: "internal/recovery/owner.go",
		old:  ` || by.SecondStepAt.Before(c.OpenedAt) || `, new: ` || `,
		test: "./server/recovery TestWhatStopsACaseFromInside",
	},
	{
		class: 33, mistake: "a session alone stops a case",
		file: "internal/recovery/owner.go",
		old:  `!by.FreshSecondStep(cs.Clock.Now()) || by.SecondStepAt.Before(c.OpenedAt) || !by.Proof.Was(stopsSince(c)) {`,
		new:  `by.UserID == "" {`,
		test: "./server/recovery TestWhatStopsACaseFromInside",
	},
	{
		class: 34, mistake: "one misheard word gives a proof to a thief's browser",
		file: "internal/recovery/open.go",
		old:  `if !alike || !taken && try > manyTries {`, new: `if !taken || !alike && try > manyTries {`,
		test: "./internal/recovery TestNoTwoBrowsersOfACaseShareAWord",
	},
	{
		class: 34, mistake: "of two browsers that show one phrase either is given the proof",
		file: "internal/recovery/prove.go",
		old:  `case id != "":`, new: `case id == "-":`,
		test: "./internal/recovery TestWhichBrowserShowsAPhrase",
	},
	{
		class: 38, mistake: "an administrator undoes unseen what another has saved",
		file: "server/desk/settings_save.go",
		old:  `!wasShownWith(r, own)`, new: `r.Field(shown) == "-"`,
		test: "./server/desk TestSettingsThatChangedMeanwhile",
	},
	{
		class: 33, mistake: "somebody's link fills the host's settings in, since the last step to it is our own page's",
		file: "server/desk/settings.go",
		old:  `return p.showSettings(r, page, ui.Form{Values: r.PendingValues()}, 0)`,
		new: `form := ui.Form{Values: r.PendingValues()}
	if r.Query("preview") != "" && r.FromOwnPage() {
		form.Values = map[string]string{}
		for _, d := range page.settings() {
			form.Values[d.Name] = r.Query(d.Name)
		}
	}
	return p.showSettings(r, page, form, 0)`,
		test: "./server/desk TestNoAddressFillsTheSettingsIn",
	},
	{
		class: 38, mistake: "what an administrator typed before a detour undoes unseen what another has saved meanwhile",
		file: "server/desk/settings.go",
		old:  `if form.Values != nil {`, new: `if form.Value("preview") != "" {`,
		test: "./server/desk TestWhatWasTypedBeforeADetourUndoesNothingUnseen",
	},
	{
		class: 38, mistake: "a form that is drawn again, refused or as a preview, passes as drawn with what is stored now",
		file: "server/desk/settings_save.go",
		old:  `shown: r.Field(shown), remove`, new: `shown: shownWith(r, page.only(values)), remove`,
		test: "./server/desk TestAFormThatIsDrawnAgainUndoesNothingUnseen",
	},
	{
		class: 34, mistake: "what somebody typed is shown to whoever signs in at their browser next",
		file: "internal/session/lost.go",
		old:  `if l.userID != userID {`, new: `if l.userID == "" {`,
		test: "./internal/session TestADraftIsItsPersons",
	},
	{
		class: 34, mistake: "what a thief typed with a session that ran out is put into the owner's form",
		file: "internal/session/lost_store.go",
		old:  "WHERE draft_hash = $1 AND draft <> ''", new: "WHERE (draft_hash = $1 OR lost_at > 0) AND draft <> '' LIMIT 1",
		test: "./server/client TestADraftIsShownToNobodyElse",
	},
	{
		class: 30, mistake: "a draft outlives a changed password, and takes a form from whoever was thrown out",
		file: "internal/session/lost.go",
		old:  `if err == nil && !standing.Holds(l.epoch) {`, new: `if err == nil && standing.Epoch < 0 {`,
		test: "./internal/session TestADraftIsItsPersons",
	},
	{
		class: 37, mistake: "a draft keeps the password that was typed",
		file: "server/host/routes.go",
		old:  `p.ChangeEmail, draft("email"))`, new: `p.ChangeEmail, draft("email", "password"))`,
		test: "./server/host TestNoDraftHoldsASecret",
	},
	{
		class: 34, mistake: "everybody's pages tell of somebody's case",
		file: "internal/session/store.go",
		old:  `FROM recovery_case AS c WHERE c.user_id = u.id AND c.closed_at = 0)`,
		new:  `FROM recovery_case AS c WHERE c.closed_at = 0 LIMIT 1)`,
		test: "./server/recovery TestACaseUnderWayIsSaidOnEveryPage",
	},
}
