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
}
