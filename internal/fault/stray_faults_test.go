package fault

// straying are mistakes about pages and forms that act on something else than they show.
var straying = []fault{
	{
		class: 34, mistake: "the page of a link acts on whichever link the browser has by then",
		file: "server/web/link.go",
		old:  `if r.route.Link == "" || r.route.Linked || r.LinkMark() == "" {`, new: `if r.route.Link != "" || r.LinkMark() == "" {`,
		test: "./server/ticket TestAGuestsPageActsOnItsOwnTicketOnly",
	},
	{
		class: 34, mistake: "a form that doesn't say which link it is about acts on the one that the browser has",
		file: "server/web/link.go",
		old:  `return r.Field(LinkField) != r.LinkMark()`, new: `return r.Field(LinkField) != "" && r.Field(LinkField) != r.LinkMark()`,
		test: "./server/ticket TestAGuestConfirmsTheAddressThatThePageShows",
	},
	{
		class: 34, mistake: "the open page of a ticket brings in the messages of another link's",
		file: "server/web/link.go",
		old:  `return r.Query(LinkField) != r.LinkMark()`, new: `return false`,
		test: "./server/ticket TestAGuestsPageActsOnItsOwnTicketOnly",
	},
	{
		class: 34, mistake: "the page of one link says what was done by another",
		file: "server/web/flash.go",
		old:  `f.Link != r.LinkMark() {`, new: `f.Link == "" {`,
		test: "./server/ticket TestAGuestConfirmsTheAddressThatThePageShows",
	},
	{
		class: 34, mistake: "the page of a hand-over stops another that a site has put in its place",
		file: "server/host/routes_account.go",
		old:  `p.StopByLink, about(web.HandoverCookie)`, new: `p.StopByLink`,
		test: "./server/account TestAPageStopsTheHandOverThatItShows",
	},
	{
		class: 34, mistake: "who accepts an invitation joins another account than the page shows",
		file: "server/host/routes_account.go",
		old:  `p.Accept, about(web.AccountInvitationCookie)`, new: `p.Accept`,
		test: "./server/account TestAPageJoinsTheAccountThatItShows",
	},
	{
		class: 34, mistake: "a page confirms another address than it shows",
		file: "server/host/routes_account.go",
		old:  `p.ConfirmContact, about(web.AccountContactCookie)`, new: `p.ConfirmContact`,
		test: "./server/account TestAPageConfirmsTheAddressThatItShows",
	},
	{
		class: 34, mistake: "a new page of a link is bound to none",
		file: "server/host/routes.go",
		old:  `p.SayNotMe, about(web.NotMeCookie)`, new: `p.SayNotMe`,
		test: "./server/host TestEveryPageOfALinkIsBoundToIt",
	},
	{
		class: 34, mistake: "a password is set for another person than the page names",
		file: "server/host/routes.go",
		old:  `p.ApplyReset, about(web.ResetCookie)`, new: `p.ApplyReset`,
		test: "./server/host TestAPageOfAnotherLinkDoesNothing",
	},
	{
		class: 34, mistake: "what somebody writes after going back to a form is swallowed",
		file: "internal/support/support.go",
		old:  `seal.HashToken(scope + "/" + once + "/" + strings.Join(text, "\x00"))`, new: `seal.HashToken(scope + "/" + once)`,
		test: "./server/ticket TestAFormThatSaysSomethingElseIsAnother",
	},
	{
		class: 34, mistake: "what is sent to one ticket is taken for what was sent to another",
		file: "internal/support/ask.go",
		old:  `onceKey("reply/"+by.UserID+"/"+t.ID, p.Once`, new: `onceKey("reply/"+by.UserID, p.Once`,
		test: "./server/ticket TestAFormThatSaysSomethingElseIsAnother",
	},
	{
		class: 50, mistake: "files of messages that were not written fill the disk, and count for nobody",
		file: "internal/attachment/stage.go",
		old:  `s.placed.free(s.Hash)`, new: `_ = s.placed.free`,
		test: "./server/ticket TestFilesOfWhatIsNotSentAreNotKept",
	},
	{
		class: 50, mistake: "files of messages that were not written are kept until somebody takes another file away",
		file: "server/web/upload.go",
		old:  `if len(u.Files) > 0 {`, new: `if len(u.Files) > mostParts {`,
		test: "./server/ticket TestFilesOfWhatIsNotSentAreNotKept",
	},
	{
		class: 24, mistake: "a reply to what staff took for spam does not open it again, so that its writer can tell",
		file: "internal/support/guest.go",
		old:  `case m.Author != ticket.BySystem, m.Event == ticket.Resume:`, new: `case m.Event == ticket.Resume:`,
		test: "./internal/support TestAGuestCannotTellSpam",
	},
	{
		class: 24, mistake: "who closes what staff took for spam is told that it can't be closed",
		file: "internal/ticket/state.go",
		old:  `Close: {Spam, client}, Unblock`, new: `Unblock`,
		test: "./internal/support TestAGuestCannotTellSpam",
	},
}
