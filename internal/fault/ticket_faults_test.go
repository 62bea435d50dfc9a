package fault

// tickets are mistakes about who reads tickets, who writes to them, and where what they say goes.
var tickets = []fault{
	{
		class: 34, mistake: "a ticket is shown to whoever knows its number",
		file: "internal/support/member.go",
		old:  `if err != nil || of != nil || !m.Allows(account.Tickets) {`, new: `if err != nil {`,
		test: "./internal/support TestATicketOfOthersIsNone",
	},
	{
		class: 34, mistake: "whoever belongs to an account reads its tickets, whatever they may see",
		file: "internal/support/member.go",
		old:  `if err != nil || of != nil || !m.Allows(account.Tickets) {`, new: `if err != nil || of != nil {`,
		test: "./internal/support TestATicketOfOthersIsNone",
	},
	{
		class: 34, mistake: "whoever may see tickets writes to them",
		file: "internal/support/member.go",
		old:  `case !m.Allows(account.TicketsManage):`, new: `case !m.Allows(account.Tickets):`,
		test: "./internal/support TestWhoOnlySeesTicketsChangesNone",
	},
	{
		class: 34, mistake: "a closed account goes on writing about anything",
		file: "internal/support/member.go",
		old:  `case m.Closed() && !d.Billing:`, new: `case m.Closed() && d.ID == "":`,
		test: "./internal/support TestAClosedAccountWritesAboutItsBillOnly",
	},
	{
		class: 34, mistake: "a ticket is about what is somebody else's",
		file: "internal/support/member.go",
		old:  `err == nil && !there {`, new: `err == nil && !there && a.ID == "" {`,
		test: "./internal/support TestWhatATicketIsAbout",
	},
	{
		class: 34, mistake: "a ticket tells of a service to a member who may not see it",
		file: "internal/support/member.go",
		old:  `if t.AccountID == "" || !allows(partOf(t.About.Kind)) {`, new: `if t.AccountID == "" {`,
		test: "./internal/support TestWhatATicketIsAbout",
	},
	{
		class: 34, mistake: "a client sees that staff have noted something",
		file: "internal/ticket/message.go",
		old:  `if c.Event != "" || c.Message != nil && !c.Message.Internal {`, new: `if c.Event != "" || c.Message != nil {`,
		test: "./internal/support TestNotesReachStaffOnly",
	},
	{
		class: 34, mistake: "a note of staff counts as something unread for the client",
		file: "internal/ticket/message.go",
		old: `		if !m.Internal {
			t.LastPublicID`, new: `		if m.ID != "" {
			t.LastPublicID`,
		test: "./internal/support TestNotesReachStaffOnly",
	},
	{
		class: 34, mistake: "a note of staff goes out by mail",
		file: "internal/ticket/message_store.go",
		old:  `	if p.Message.Internal {`, new: `	if p.Message.Internal && p.Message.Source != Desk {`,
		test: "./internal/support TestNotesReachStaffOnly",
	},
	{
		class: 34, mistake: "a client sees who of the staff was given their ticket, and how urgent it is",
		file: "internal/support/support.go",
		old:  `Event: l.event, Body: l.body, Internal: true,`, new: `Event: l.event, Body: l.body,`,
		test: "./internal/support TestWhatIsArrangedStandsInTheThreadForStaff",
	},
	{
		class: 34, mistake: "somebody of another account follows a ticket",
		file: "internal/support/ask.go",
		old:  `if _, there := may[f]; !there || !knows(m, f) {`, new: `if len(may) == 0 || !knows(m, f) {`,
		test: "./internal/support TestWhoGetsAnAnswer",
	},
	{
		class: 34, mistake: "answers go to members who may not read tickets",
		file: "internal/support/follow.go",
		old:  `if !known || u.Disabled() || !m.Allows(account.Tickets) {`, new: `if !known {`,
		test: "./internal/support TestWhoGetsAnAnswer",
	},
	{
		class: 34, mistake: "a ticket names everybody who belongs to the account",
		file: "internal/support/follow.go",
		old:  `if does[f] || show(f) {`, new: `if does[f] || show != nil {`,
		test: "./internal/support TestFollowersShowNobodyWhoIsNotToBeSeen",
	},
	{
		class: 34, mistake: "a guest's link opens the ticket of an account",
		file: "internal/ticket/link_store.go",
		old:  ` AND t.account_id IS NULL`, new: ``,
		test: "./internal/support TestAGuestsLinkShowsItsTicketOnly",
	},
	{
		class: 20, mistake: "a guest's link works for ever",
		file: "internal/ticket/link_store.go",
		old:  `l.expires_at > $2 AND`, new: `l.expires_at > $2 - 9000000000000 AND`,
		test: "./internal/support TestAGuestsLinkShowsItsTicketOnly",
	},
	{
		class: 36, mistake: "the link of an address that nobody confirmed shows what a stranger typed",
		file: "internal/support/guest.go",
		old: `	if t.Guest.ConfirmedAt.IsZero() {
		out.Ticket =`, new: `	if t.Number == "" {
		out.Ticket =`,
		test: "./internal/support TestAGuestWritesAndConfirms",
	},
	{
		class: 36, mistake: "answers go to an address that a stranger typed",
		file: "internal/support/tell.go",
		old: `	if t.Guest.ConfirmedAt.IsZero() {
		return nil`, new: `	if t.Guest.Email == "" {
		return nil`,
		test: "./internal/support TestAGuestWritesAndConfirms",
	},
	{
		class: 36, mistake: "what was written from an unconfirmed address is put into a confirmed guest's ticket",
		file: "internal/support/merge.go",
		old:  ` && !a.Guest.ConfirmedAt.IsZero() && !b.Guest.ConfirmedAt.IsZero()`, new: ``,
		test: "./internal/support TestWhatIsMerged",
	},
	{
		class: 34, mistake: "a guest's ticket is merged with an account's, whose link then shows both",
		file: "internal/support/merge.go",
		old:  `if a.AccountID != b.AccountID {`, new: `if a.AccountID != b.AccountID && b.AccountID != "" {`,
		test: "./internal/support TestWhatIsMerged",
	},
	{
		class: 27, mistake: "the contact form mails as often as somebody sends it",
		file: "internal/support/guest.go",
		old:  `s.bounded(ctx, tx, guestLimits(emailKey, f.By.Address)...)`, new: `s.bounded(ctx, tx)`,
		test: "./internal/support TestTheContactFormIsBounded",
	},
	{
		class: 14, mistake: "a form that ten send at once is written ten times",
		file: "internal/support/support.go",
		old:  `Internal: c.Event == "", Once: key,`, new: `Internal: c.Event == "",`,
		test: "./internal/support TestAFormThatComesTwiceIsWrittenOnce",
	},
	{
		class: 10, mistake: "another's form with the same key is taken for one's own",
		file: "internal/support/support.go",
		old:  `return seal.HashToken(scope + "/" + once)`, new: `return seal.HashToken(strings.Split(scope, "/")[0] + once)`,
		test: "./internal/support TestAFormThatComesTwiceIsWrittenOnce",
	},
	{
		class: 38, mistake: "two of the staff answer at once, and neither is told of the other",
		file: "internal/support/answer.go",
		old:  `if t.Version != a.Seen && !a.Anyway {`, new: `if t.Version < a.Seen && !a.Anyway {`,
		test: "./internal/support TestTwoStaffAnswerAtOnce",
	},
	{
		class: 33, mistake: "staff take a message's text away without a fresh proof",
		file: "internal/support/tidy.go",
		old:  `s.Gate.Staff, func`, new: `s.Gate.AtWork, func`,
		test: "./internal/support TestWhoWorksAtTheDesk",
	},
	{
		class: 33, mistake: "staff work with a password alone",
		file: "internal/access/staff.go",
		old:  `stepUp(!by.SecondStepAt.IsZero() && by.Proof.Strength >= need, need)`, new: `stepUp(need >= 0, need)`,
		test: "./internal/support TestWhoWorksAtTheDesk",
	},
	{
		class: 12, mistake: "a password that staff took out of a ticket stays in the database",
		file: "internal/ticket/message_store.go",
		old:  `SET body = '', redacted_at = $1`, new: `SET redacted_at = $1`,
		test: "./internal/support TestARedactedMessageIsGoneEverywhere",
	},
	{
		class: 12, mistake: "a password that staff took out of a ticket stays in its writer's draft",
		file: "internal/session/lost.go",
		old:  `SET draft_hash = '', draft = '' WHERE user_id = $1`, new: `SET draft_hash = '' WHERE user_id = $1`,
		test: "./internal/support TestARedactedMessageIsGoneEverywhere",
	},
	{
		class: 12, mistake: "a password that staff took out of a ticket is found by searching",
		file: "internal/support/tidy.go",
		old:  `errors.Join(s.dropFiles(ctx, tx, m.ID, r.Files), s.indexAll(ctx, tx, t))`, new: `s.dropFiles(ctx, tx, m.ID, r.Files)`,
		test: "./internal/support TestWhatIsFoundOfTickets",
	},
	{
		class: 34, mistake: "clients find by searching what staff noted about them",
		file: "internal/support/index.go",
		old:  `Internal: m.Internal, Title`, new: `Title`,
		test: "./internal/support TestWhatIsFoundOfTickets",
	},
	{
		class: 12, mistake: "a code is sent to support without a word of warning",
		file: "internal/support/support.go",
		old:  `if !p.Sure && LooksLikeCode(p.Body) {`, new: `if !p.Sure && LooksLikeCode("") {`,
		test: "./internal/support TestWhatLooksLikeACode",
	},
	{
		class: 30, mistake: "a page that is open keeps its session alive",
		file: "server/web/request.go",
		old:  "if r.route.Quiet {\n\t\tload =",
		new:  "if r.route.Quiet && r.Session.ID != \"\" {\n\t\tload =",
		test: "./server/ticket TestThePollKeepsNobodySignedIn",
	},
	{
		class: 34, mistake: "a file is sent to whoever knows its id",
		file: "server/ticket/thread.go",
		old:  `if asked := may(a.Owner.ID); err == nil {`,
		new:  `if asked := may(a.Owner.ID); err != nil {`,
		test: "./server/ticket TestATicketIsNothingToOthers",
	},
	{
		class: 34, mistake: "a file of one ticket is sent from another",
		file: "internal/support/open.go",
		old:  `m.TicketID != t.ID || m.Internal`,
		new:  `m.Internal`,
		test: "./server/ticket TestAGuestsLinkReachesNothingElse",
	},
	{
		class: 34, mistake: "the file of a note of staff is sent to the client",
		file: "internal/support/open.go",
		old:  `m.TicketID != t.ID || m.Internal`,
		new:  `m.TicketID != t.ID`,
		test: "./server/ticket TestWhoSeesATicketChangesNothing",
	},
	{
		class: 34, mistake: "the form of a ticket names what nobody may see",
		file: "internal/support/open.go",
		old:  `if !takes(m, kind) {`,
		new:  `if !m.Allows(account.Tickets) {`,
		test: "./server/ticket TestTheFormNamesWhatOneMaySee",
	},
	{
		class: 42, mistake: "a message is drawn as it was typed",
		file: "server/ticket/thread.go",
		old:  `return markdown.HTML(text,`,
		new:  `return text + markdown.HTML("",`,
		test: "./server/ticket TestNothingThatIsTypedRuns",
	},
	{
		class: 12, mistake: "who was warned of a code once is warned of none",
		file: "server/ticket/pages.go",
		old:  `Sure: t.sure == mark(t)}`,
		new:  `Sure: t.sure != ""}`,
		test: "./server/ticket TestACodeIsAskedAbout",
	},
	{
		class: 43, mistake: "the link of a ticket stays in the browser for whoever comes next",
		file: "server/web/known.go",
		old:  `askedCookie, TicketCookie,`,
		new:  `askedCookie,`,
		test: "./server/ticket TestTheLinkOfATicketIsForgotten",
	},
}
