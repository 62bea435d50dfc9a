package fault

// strangers are mistakes about what strangers do to an owner from outside, and what they keep from one.
var strangers = []fault{
	{
		class: 4, mistake: "after the host's reset the password alone opens everything",
		file: "internal/staff/shell.go",
		old:  `c.Users.LetEnrollByPassword(ctx, tx, u.ID)`, new: `c.Users.SetEnrollmentRequired(ctx, tx, u.ID, false)`,
		test: "./internal/staff TestAResetLeavesASetUpOwed",
	},
	{
		class: 2, mistake: "a password alone opens an account from a new browser, and nobody is told",
		file: "internal/signin/signin.go",
		old:  `if !known && e.second != factor.Backup {`, new: `if !known && e.second != factor.Backup && e.second != "" {`,
		test: "./internal/signin TestAPasswordInANewBrowserIsTold",
	},
	{
		class: 21, mistake: "a mailed link gives its browser codes to guess at",
		file: "internal/authn/second_step.go",
		old:  `known := !a.lastUsed.IsZero()`,
		new:  `known, err := p.Browsers.HasUsedLink(ctx, tx, a.By.Browser, a.UserID)`,
		test: "./internal/authn TestAMailedLinkGivesNoMoreCodes",
	},
	{
		class: 21, mistake: "each mailed link gives passwords to guess at",
		file: "internal/authn/link.go",
		old:  `linksDaily = 3`, new: `linksDaily = 3000`,
		test: "./internal/authn TestAFewLinksADayOpenABrowser",
	},
	{
		class: 25, mistake: "strangers keep the owner out of the browser that used a mailed link",
		file: "internal/authn/limit.go",
		old:  `sets = append(sets, []throttle.Limit{linkPasswordLimit(emailKey, v.Browser)})`, new: `sets = sets[:len(sets):len(sets)]`,
		test: "./internal/authn TestAMailedLinkOpensTheBrowserThatUsedIt",
	},
	{
		class: 25, mistake: "a known browser that used its guesses up waits while strangers go on",
		file: "internal/throttle/throttle.go",
		old:  `if err != nil || again == nil {`, new: `if err != nil || again == nil || len(sets) == 2 {`,
		and:  [2]string{"\t\t\treturn limits, nil, err\n", "\t\t\treturn limits, again, err\n"},
		test: "./internal/authn TestAKnownBrowserFallsBackToTheStrangersLimit",
	},
	{
		class: 25, mistake: "staff who unlock somebody unlock nothing",
		file: "internal/staff/staff.go",
		old:  `audit.Event{Kind: "user.unlocked"}, c.Authn.ResetPasswordLimit(ctx, tx, u)`,
		new:  `audit.Event{Kind: "user.unlocked"}, nil`,
		test: "./server/desk TestStaffUnlockAPerson",
	},
	{
		class: 25, mistake: "once strangers have used a mailbox's mails up, no link works there",
		file: "internal/signin/reset.go",
		old:  `return renewReset(ctx, tx, m.u.ID, now)`, new: `return nil`,
		test: "./internal/signin TestAskingForLinksIsBounded",
	},
	{
		class: 25, mistake: "once strangers have used a mailbox's mails up, no case can be opened",
		file: "internal/recovery/open.go",
		old:  `return renewLink(ctx, tx, u.ID, u.Email, now)`, new: `return nil`,
		test: "./internal/recovery TestAnAskRenewsTheNewestLink",
	},
	{
		class: 20, mistake: "a link of yesterday works again when somebody asks",
		file: "internal/signin/reset_store.go",
		old:  `int64(now.Add(ResetFor)), userID, int64(now.Add(-renewable))`,
		new:  `int64(now.Add(ResetFor)), userID, int64(now.Add(-9*renewable))`,
		test: "./internal/signin TestAnAskRenewsNoOldLink",
	},
	{
		class: 27, mistake: "a mailbox gets as many links as strangers ask for",
		file: "internal/authn/mail_limit.go",
		old:  `p.Limiter.Reserve(ctx, tx, share)`, new: `p.Limiter.Reserve(ctx, tx, []throttle.Limit{share}[1:]...)`,
		test: "./internal/signin TestAskingForLinksIsBounded",
	},
	{
		class: 27, mistake: "each purpose has mails of its own for one mailbox",
		file: "internal/contact/limit.go",
		old:  `authn.MailLimit(authn.OtherMail, key)`, new: `authn.MailLimit("contact", key)`,
		test: "./internal/signin TestStrangersShareAMailbox",
	},
	{
		class: 27, mistake: "a stranger is sent any number of invitations",
		file: "internal/signin/register.go",
		old:  `r.InvitedBy, ByShell), key)...`, new: `r.InvitedBy, ByShell), key)[1:]...`,
		test: "./internal/signin TestInvitationsAreBounded",
	},
	{
		class: 20, mistake: "the link of an invitation that was withdrawn still works",
		file: "internal/signin/invitation.go",
		old:  `return takeInvitation(`, new: `return loadInvitation(`,
		test: "./server/desk TestStaffLookAfterInvitations",
	},
	{
		class: 33, mistake: "an open session is enough to withdraw an invitation",
		file: "internal/staff/invite.go",
		old:  "c.Gate.Do(ctx, by, c.Gate.Staff, func(ctx context.Context, tx db.Tx) (audit.Event, error) {\n\t\tr, err := c.Links.Withdraw(",
		new: "c.Gate.Do(ctx, by, func(context.Context, db.Reader, access.Caller) error { return nil }, " +
			"func(ctx context.Context, tx db.Tx) (audit.Event, error) {\n\t\tr, err := c.Links.Withdraw(",
		test: "./server/desk TestTheDeskAsksForAFreshProof",
	},
	{
		class: 27, mistake: "each notice is a mail of its own",
		file: "internal/message/gather.go",
		old:  `atOnceDaily = 3`, new: `atOnceDaily = 3000`,
		test: "./internal/message TestNoticesOfAKindAreGathered",
	},
	{
		class: 27, mistake: "notices that are too many are dropped",
		file: "internal/message/gather.go",
		old:  `return before.ID, now, o.join(ctx, tx, before, m, now)`, new: `return before.ID, now, nil`,
		test: "./internal/message TestNoticesOfAKindAreGathered",
	},
	{
		class: 32, mistake: "a trusted browser keeps its secret for a month",
		file: "internal/signin/trust.go",
		old:  `return f.Browsers.Renew(ctx, tx, e.trustID)`, new: `return "", nil`,
		test: "./internal/signin TestATrustedBrowsersSecretChanges",
	},
	{
		class: 32, mistake: "a copy of a trusted browser's secret works on",
		file: "internal/session/trust.go",
		old:  `case found.standing == retired:`, new: `case false:`,
		test: "./internal/signin TestACopiedTrustEnds",
	},
	{
		class: 34, mistake: "whoever signs in to a browser sees the recovery case of the last person",
		file: "server/recovery/case.go",
		old:  `err != nil || another(r, whose) != ""`, new: `err != nil || whose == ""`,
		test: "./server/recovery TestACaseIsNotTheNextPersons",
	},
	{
		class: 34, mistake: "whoever signs in to a browser finds the mailed link that the last person opened",
		file: "server/signin/password.go",
		old:  `r.ForgetLinks()`, new: ``,
		test: "./server/signin TestAnOpenedLinkIsNotTheNextPersons",
	},
}
