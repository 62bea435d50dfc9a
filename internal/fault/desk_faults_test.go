package fault

// desking are mistakes of the desk's pages about tickets and messages.
var desking = []fault{
	{
		class: 34, mistake: "one wrong button sends a note of the staff to the client",
		file: "server/desk/write.go",
		old:  `if w.kind == "note" || do == "note" {`, new: `if w.kind == "note" && do == "note" {`,
		test: "./server/desk TestANoteNeverGoesToTheClientByOneWrongClick",
	},
	{
		class: 34, mistake: "a file is given out at the address of any ticket",
		file: "internal/support/viewed.go",
		old:  `if m.TicketID != t.ID {`, new: `if m.TicketID == "" && t.ID == "" {`,
		test: "./server/desk TestFilesOfATicketAreDownloads",
	},
	{
		class: 34, mistake: "a message of another ticket is redacted at a ticket's address",
		file: "server/desk/ticketask.go",
		old:  `if err != nil || m.TicketID != t.ID {`, new: `if err != nil {`,
		test: "./server/desk TestStaffRedactAMessage",
	},
	{
		class: 19, mistake: "staff send a link to choose a password a second time",
		file: "internal/message/person_store.go",
		old:  `&& !m.Kind.Coded() && !m.Kind.Linked()`, new: ``,
		test: "./server/desk TestStaffSendAMessageAgain",
	},
	{
		class: 41, mistake: "a message goes once more to an address that is the person's no more",
		file: "internal/message/person_store.go",
		old:  `(!m.Again() || m.Recipient != email)`, new: `(!m.Again() || email == "")`,
		test: "./server/desk TestStaffSendAMessageAgain",
	},
	{
		class: 5, mistake: "an answer is sent although the ticket has changed while it was typed",
		file: "server/desk/write.go",
		old:  `Seen: w.seen, Close:`, new: `Seen: w.seen, Anyway: true, Close:`,
		test: "./server/desk TestAnAnswerToATicketThatChangedAsksFirst",
	},
	{
		class: 5, mistake: "several tickets are closed without a question",
		file: "server/desk/queue.go",
		old:  `return r.Go(closeURL(asked(r), "tickets", strings.Join(numbers, ",")))`,
		new: `n, err := p.Support.CloseAll(r.Context(), r.Caller(), numbers...)
		return p.changed(r, "closed", n, err)`,
		test: "./server/desk TestClosingSeveralTicketsAsksFirst",
	},
	{
		class: 38, mistake: "a case that waits for somebody else stands as taken by who sent it, and a paused one by who worked on it",
		file: "internal/recovery/facts.go",
		old:  `c.State != Review && c.State != Paused && w.Staff()`, new: `w.Staff()`,
		test: "./server/desk TestWhoHasACase",
	},
	{
		class: 38, mistake: "whoever is signed in reads which tickets stand behind numbers that they choose",
		file: "internal/support/answer.go",
		old: `	if err := s.Gate.AtWork(ctx, tx, by); err != nil {
		return nil, err
	}
	if len(numbers) > MostAtOnce {`,
		new:  `	if len(numbers) > MostAtOnce {`,
		test: "./internal/support TestWhoWorksAtTheDesk",
	},
}
