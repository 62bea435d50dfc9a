package fault

// outside are mistakes about what comes from outside: clocks, connections, cookies, addresses.
var outside = []fault{
	{
		class: 25, mistake: "a cookie of no known form stays, until the headers are full",
		file: "server/web/tidy.go",
		old:  `ours && !form.matches(value)`, new: `ours && form.most == 0`,
		test: "./server/web TestACookieThatCannotBeOursIsCleared",
	},
	{
		class: 25, mistake: "a few long cookies make every form too large",
		file: "server/web/tidy.go",
		old:  `const mostHeader = 32 << 10`, new: `const mostHeader = 8 << 10`,
		test: "./server/web TestManyCookiesTogetherKeepNobodyOut",
	},
	{
		class: 25, mistake: "a stranger's link that is too long signs people out",
		file: "server/web/tidy.go",
		old:  `var passing = []string{`, new: `var passing = []string{SessionCookie,`,
		test: "./server/web TestManyCookiesTogetherKeepNobodyOut",
	},
	{
		class: 25, mistake: "one address takes every connection",
		file: "server/host/share.go",
		old:  `l.by[peer] >= free {`, new: `l.by[peer] >= l.most {`,
		test: "./server/host TestOneAddressDoesNotTakeEveryConnection",
	},
	{
		class: 25, mistake: "one client behind the proxy takes every connection",
		file: "server/web/arriving.go",
		old:  `theirs >= most-len(a.set) {`, new: `theirs >= 2*most {`,
		test: "./server/host TestOneClientBehindTheProxyDoesNotTakeEveryConnection",
	},
	{
		class: 25, mistake: "guesses that were counted in a wrong year leave none until that year",
		file: "internal/throttle/store.go",
		old:  `AND day >= $2 AND day <= $3`, new: `AND day >= $2 AND $3 = $3`,
		test: "./internal/throttle TestABudgetOfDaysToComeIsNotCounted",
	},
	{
		class: 22, mistake: "a clock in a wrong year has the counts of guesses deleted",
		file: "server/host/jobs.go",
		old:  "if steady >= steadyFor {\n\t\tdue", new: "if steady >= 0 {\n\t\tdue",
		test: "./server/host TestAClockThatWasSetSweepsNothingThatRestricts",
	},
	{
		class: 30, mistake: "a session that was made in a wrong year holds until that year",
		file: "internal/clock/span.go",
		old:  `Until: now.Add(Ahead)}`, new: `Until: now.Add(1 << 62)}`,
		test: "./internal/session TestASessionMadeAheadOfTheClockHasEnded",
	},
	{
		class: 30, mistake: "links and codes that were made in a wrong year hold until that year",
		file: "internal/clock/span.go",
		old:  `Until: now.Add(lasts + Ahead)}`, new: `Until: now.Add(1 << 62)}`,
		test: "./server/host TestWhatWasMadeInAWrongYearOpensNothing",
	},
	{
		class: 30, mistake: "a session that ran out comes back with a clock that is put back",
		file: "internal/clock/clock.go",
		old:  `latest.Sub(now) > Ahead`, new: `latest.Sub(now) > 1<<62`,
		test: "./internal/session TestASessionThatRanOutStaysOut",
		part: "asked for by nobody",
	},
	{
		class: 30, mistake: "a session that ran out is still there for a server that is started with its clock put back",
		file: "internal/session/session.go",
		old:  `return ss.ranOut(ctx, tx, s.ID)`, new: `return nil`,
		test: "./internal/session TestASessionThatRanOutStaysOut",
		part: "in a server that was started anew",
	},
	{
		class: 40, mistake: "a way up in an address leads to another site",
		file: "server/web/local.go",
		old:  ` || dotted(u.Path) {`, new: ` || dotted("") {`,
		test: "./server/web TestOnlyPathsOfThisSiteAreFollowed",
	},
	{
		class: 40, mistake: "a page says whatever its address says was done",
		file: "server/web/flash.go",
		old:  `return r.flash.Get(name)`, new: `return r.Query(name)`,
		test: "./server/web TestWhatAPageSaysIsNotBelievedFromItsAddress",
	},
	{
		class: 41, mistake: "an address in two scripts reads the same as the owner's",
		file: "internal/user/contact.go",
		old:  `return local + "@" + ascii`, new: `return local + "@" + domain + ascii[:0]`,
		test: "./server/desk TestALookAlikeAddressIsToldApart",
	},
	{
		class: 41, mistake: "the notice shows a new address as it was typed",
		file: "internal/contact/contact.go",
		old:  `By: by, NotMe: notice.NotMeContact, Where: user.MaskEmail(user.PlainEmail(ch.Value))`,
		new:  `By: by, NotMe: notice.NotMeContact, Where: user.MaskEmail(ch.Value)`,
		test: "./server/desk TestALookAlikeAddressIsToldApart",
	},
	{
		class: 42, mistake: "a name that shows nothing is taken",
		file: "internal/user/user.go",
		old:  `!locale.Visible(name)`, new: `!locale.Visible(name + "x")`,
		test: "./internal/user TestNames",
	},
	{
		class: 42, mistake: "what answers before any page does so without the security headers",
		file: "server/web/app.go",
		old:  `app.Server().Handler = s.withHeaders(app.Server().Handler)`,
		new:  `app.Use(func(c *fiber.Ctx) error { s.setHeaders(&c.Response().Header); return c.Next() })`,
		test: "./server/web TestEveryAnswerBearsTheSecurityHeaders",
	},
	{
		class: 48, mistake: "mails that a server looks through for minutes hold up the codes behind them",
		file: "internal/message/room.go",
		old:  `codes: {6, 40}, links: {5, 24}`, new: `codes: {4, 16}, links: {4, 16}`,
		test: "./internal/message TestASlowServerKeepsNoCodeBack",
	},
	{
		class: 48, mistake: "a mail whose server has not answered yet is given up, and staff send it again",
		file: "internal/message/worker_store.go",
		old:  `int64(now.Add(sendTimes[j.Channel]+time.Minute))`, new: `int64(now.Add(min(leaseTime, sendTimes[j.Channel])))`,
		test: "./internal/message TestAMessageThatItsServerLooksThroughIsNotGivenUp",
	},
	{
		class: 48, mistake: "the relay's refusal of this host passes for an address that there is not, and staff change it",
		file: "internal/message/smtp_blame.go",
		old:  `{"5.7.", Relay}`, new: `{"5.7.", Recipient}`,
		test: "./internal/message TestWhoseFaultARefusalIs",
	},
}
