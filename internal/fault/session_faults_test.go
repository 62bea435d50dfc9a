package fault

var sessions = []fault{
	{
		class: 30, mistake: "sessions outlive a change of password",
		file: "internal/session/store.go",
		old:  `JOIN users AS u ON u.id = s.user_id AND u.epoch = s.epoch AND u.disabled_at = 0`,
		new:  `JOIN users AS u ON u.id = s.user_id AND u.disabled_at = 0`,
		test: "./internal/session TestWhatEndsASession",
	},
	{
		class: 30, mistake: "the password that a thief knows outlives a reset: it is taken as the new one",
		file: "internal/authn/password.go",
		old:  `case same:`, new: `case same && pass == "":`,
		test: "./internal/signin TestAResetTakesAnotherPassword",
	},
	{
		class: 30, mistake: "the password that a thief knows outlives a change of it",
		file: "internal/credential/password.go",
		old:  `password.Same(ch.Current, ch.New)`, new: `password.Same(ch.Current, "")`,
		test: "./internal/credential TestAPasswordIsNotChanged",
	},
	{
		class: 34, mistake: "the address that somebody asked a link for is shown to who uses the browser next",
		file: "server/web/known.go",
		old:  `NotMeCookie, askedCookie,`, new: `NotMeCookie,`,
		test: "./server/signin TestTheAddressOfALinkIsForgotten",
	},
	{
		class: 30, mistake: "a disabled person stays signed in",
		file: "internal/session/store.go",
		old:  `JOIN users AS u ON u.id = s.user_id AND u.epoch = s.epoch AND u.disabled_at = 0`,
		new:  `JOIN users AS u ON u.id = s.user_id AND u.epoch <= s.epoch + 1`,
		test: "./internal/session TestWhatEndsASession",
	},
	{
		class: 30, mistake: "challenges outlive a change",
		file: "internal/challenge/store.go",
		old:  `if !rests.Holds(c.Epoch) {`, new: `if rests.Disabled {`,
		test: "./internal/challenge TestWhatEndsAChallenge",
	},
	{
		class: 29, mistake: "the secret of a session is kept when its level changes",
		file: "internal/session/store.go",
		old:  "UPDATE session SET secret_hash = $1", new: "UPDATE session SET secret_hash = CASE WHEN $1 = '' THEN '' ELSE secret_hash END",
		test: "./server/signin TestNoSecretIsKeptAcrossALevel",
	},
	{
		class: 31, mistake: "signing out ends only the cookie",
		file: "internal/signin/signin.go",
		old:  `f.Sessions.EndByID(ctx, tx, by.ID)`, new: `f.Sessions.Holds(ctx, tx, by.ID)`,
		test: "./server/signin TestSigningOutEndsTheSessionOnTheServer",
	},
	{
		class: 32, mistake: "a browser is trusted at the password step",
		file: "internal/signin/begin.go",
		old:  "if err != nil || !sends {\n\t\treturn err\n\t}",
		new: "if err == nil {\n" +
			"\t\tr.Trust, err = f.trust(ctx, tx, entrance{userID: u.ID, second: factor.TOTP, trust: true, by: e.By})\n\t}\n" +
			"\tif err != nil || !sends {\n\t\treturn err\n\t}",
		test: "./internal/signin TestATrustedBrowserIsNotAskedForTheSecondStep",
	},
	{
		class: 32, mistake: "a browser is trusted for whoever uses it",
		file: "internal/session/trust_store.go",
		old:  `h.user == t.UserID && `, new: ``,
		test: "./internal/session TestWhomABrowserIsTrustedFor",
	},
}
