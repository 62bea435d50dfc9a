package fault

// attacked are mistakes that whoever attacks accounts and tickets would look for: what an account shows to others, what happens
// while something else is under way, and what is left behind.
var attacked = []fault{
	{
		class: 34, mistake: "whoever was let in by somebody whom a thief let in stays in the account",
		file: "internal/membership/notme.go",
		old:  "all = len(all), append(all, &reached{id: g.To, since: g.At})\n\t\t\t\tnext = append(next, all[i])",
		new:  "all = len(all), append(all, &reached{id: g.To, since: g.At})",
		test: "./internal/membership TestThisWasntMeTakesBackWhatAThiefLetIn",
	},
	{
		class: 20, mistake: "a contact's link holds although whoever added it was removed, who reads on at another address",
		file: "internal/membership/contact.go",
		old:  `if err == nil && c.Confirmed() {`, new: `if err == nil && c.ID == "" {`,
		test: "./internal/membership TestAContactWaitsForWhoeverAddedIt",
	},
	{
		class: 34, mistake: "the host takes an owner out of their account, which has none then",
		file: "internal/account/member_store.go",
		old:  `user_id = $2 AND role = 'member'`, new: `user_id = $2`,
		test: "./internal/membership TestAnAccountIsNeverOwnerlessAndNobodyGetsWider",
	},
	{
		class: 34, mistake: "whoever belongs to an account is shown all that it has, and how much of it",
		file: "internal/account/account.go",
		old:  `if m.Allows(p) {`, new: `if m.Allows(p) || p != "" {`,
		test: "./server/host TestNothingOfAnAccountIsShownOrCountedToOthers",
	},
	{
		class: 34, mistake: "a session is ended by whoever knows its id",
		file: "internal/session/list_store.go",
		old:  `DELETE FROM session WHERE user_id = $1 AND id = $2`, new: `DELETE FROM session WHERE user_id <> $1 AND id = $2`,
		test: "./server/host TestWhatIsSomebodyElsesIsNone",
	},
	{
		class: 34, mistake: "a right that was taken away while files came in still counts",
		file: "internal/support/ask.go",
		old: `		return mayManage(m, d)
	})`, new: `		_ = mayManage(m, d)
		return nil
	})`,
		test: "./server/ticket TestWhatChangesWhileFilesComeIn",
	},
	{
		class: 50, mistake: "whoever may not write to a ticket sends its files first, and is refused then",
		file: "server/ticket/thread.go",
		old:  `if err := p.Support.MayReply(r.Context(), r.Caller(), number); err != nil {`, new: `if err := error(nil); err != nil {`,
		test: "./server/ticket TestWhoMayNotWriteToATicketIsToldBeforeTheFilesComeIn",
	},
	{
		class: 30, mistake: "a ticket that lies open at the desk keeps its member of staff signed in",
		file: "server/host/routes_desk.go",
		old:  `p.Pulse, quiet)`, new: `p.Pulse)`,
		test: "./server/desk TestAnOpenTicketKeepsNoStaffSignedIn",
	},
	{
		class: 12, mistake: "a password that staff took out of a subject stays in what was merged",
		file: "internal/ticket/store.go",
		old:  `SET subject = $1 WHERE merged_into = $2`, new: `SET subject = $1 WHERE merged_into = $2 AND id = ''`,
		test: "./internal/support TestARedactedMessageIsGoneEverywhere",
	},
	{
		class: 12, mistake: "the files of a message that staff took away are sent all the same",
		file: "internal/support/open.go",
		old:  ` || !m.Redacted.IsZero()`, new: ``,
		test: "./server/ticket TestTheFilesOfARedactedMessageAreNotNamed",
	},
	{
		class: 12, mistake: "a message that staff took away names its files",
		file: "server/ticket/thread.go",
		old:  `if one.Redacted {`, new: `if one.Redacted && f.ID == "" {`,
		test: "./server/ticket TestTheFilesOfARedactedMessageAreNotNamed",
	},
	{
		class: 12, mistake: "a mail that waits has the text that staff took out of its ticket",
		file: "server/letter/ticket.go",
		old:  `if posted.Redacted {`, new: `if posted.Redacted && posted.Number == "" {`,
		test: "./server/letter TestMailsAboutTickets",
	},
	{
		class: 36, mistake: "answers show themselves to whoever holds the link of an address that nobody confirmed",
		file: "internal/support/guest.go",
		old:  "\n\tif err == nil && t.Guest.ConfirmedAt.IsZero() {", new: "\n\tif err == nil && t.Number == \"\" {",
		test: "./server/ticket TestWhoCannotSignInWritesReadsAndReplies",
	},
	{
		class: 36, mistake: "whoever holds the link of an address that nobody confirmed writes as its guest",
		file: "internal/support/guest.go",
		old:  "\t\tif err == nil && t.Guest.ConfirmedAt.IsZero() {", new: "\t\tif err == nil && t.Number == \"\" {",
		test: "./server/ticket TestWhoCannotSignInWritesReadsAndReplies",
	},
	{
		class: 36, mistake: "files are sent to whoever holds the link of an address that nobody confirmed",
		file: "internal/support/open.go",
		old:  `if t.Guest.ConfirmedAt.IsZero() {`, new: `if t.Number == "" {`,
		test: "./server/ticket TestAGuestsFileWaitsForTheAddress",
	},
	{
		class: 27, mistake: "a sender who is blocked goes on having mails sent",
		file: "internal/support/guest.go",
		old:  `if blocked {`, new: `if blocked && t.Number == "" {`,
		test: "./internal/support TestSpamIsSetAside",
	},
	{
		class: 38, mistake: "support set up the departments, which are for administrators",
		file: "internal/support/host.go",
		old:  "err = s.Gate.Do(ctx, by, s.Gate.Administrator, func", new: "err = s.Gate.Do(ctx, by, s.Gate.Staff, func",
		test: "./internal/support TestWhoWorksAtTheDesk",
	},
	{
		class: 33, mistake: "a session alone announces something to every client",
		file: "internal/support/host.go",
		old:  "err = s.Gate.Do(ctx, by, s.Gate.Staff, func", new: "err = s.Gate.Do(ctx, by, s.Gate.AtWork, func",
		test: "./internal/support TestWhoWorksAtTheDesk",
	},
	{
		class: 42, mistake: "the host sends a link that somebody has called their account to anybody they invite",
		file: "server/letter/letter.go",
		old:  `f.Account = unlinked(f.Account)`, new: `f.Account = strings.TrimSpace(f.Account)`,
		test: "./server/letter TestTheNameOfAnAccountIsNoLink",
	},
	{
		class: 42, mistake: "whatever the renderer makes of a message is let through",
		file: "internal/markdown/markdown.go",
		old:  `return onlyAllowed(out.Bytes())`, new: `return out.String() + onlyAllowed(nil)`,
		test: "./internal/markdown TestNothingThatIsTypedRuns",
	},
	{
		class: 42, mistake: "an attribute that is allowed says whatever it likes",
		file: "internal/markdown/allow.go",
		old:  `if ok && !slices.ContainsFunc(kept,`, new: `if _, ok = attributes[a.Key]; ok && !slices.ContainsFunc(kept,`,
		test: "./internal/markdown TestNothingIsLetThroughThatIsNotAllowed",
	},
	{
		class: 42, mistake: "what staff note about an account is drawn as it was typed",
		file: "server/desk/ticketside.go",
		old:  `HTML: markdown.HTML(n.Body, quoted)`, new: `HTML: n.Body + markdown.HTML("", quoted)`,
		test: "./server/host TestNothingThatIsTypedRunsOnAnyPage",
	},
	{
		class: 42, mistake: "an announcement is drawn as it was typed",
		file: "server/client/dashboard.go",
		old:  `HTML: markdown.HTML(a.Body,`, new: `HTML: a.Body + markdown.HTML("",`,
		test: "./server/host TestNothingThatIsTypedRunsOnAnyPage",
	},
	{
		class: 36, mistake: "mail goes to an address in dispute",
		file: "internal/user/user.go",
		old:  "return !u.Disabled() && !u.Frozen() }", new: "return !u.Disabled() }",
		test: "./internal/support TestNoMailOfATicketGoesToAnAddressInDispute",
	},
	{
		class: 25, mistake: "what a stranger wrote in somebody's name blocks that person",
		file: "internal/support/tidy.go",
		old:  "if block && !t.Guest.ConfirmedAt.IsZero() {", new: "if block {",
		test: "./internal/support TestNobodyIsBlockedByWhatAStrangerWrote",
	},
	{
		class: 33, mistake: "one mail tells of what its link doesn't take back",
		file: "internal/message/gather.go",
		old:  "return d.Undoes == other.Undoes && d.Account == other.Account && d.Ticket == other.Ticket", new: "return true",
		test: "./internal/membership TestEveryMailsLinkTakesBackWhatItTellsOf",
	},
	{
		class: 28, mistake: "a parser looks for the end of each code through the whole text",
		file: "internal/markdown/markdown.go",
		old:  "if sought(paragraph) > mostSought {", new: "if sought(paragraph) < 0 {",
		test: "./internal/markdown TestNoTextTakesLong",
	},
	{
		class: 12, mistake: "what was redacted is left in the database's log",
		file: "internal/support/tidy.go",
		old:  "_ = s.DB.FoldLog(ctx)", new: "_ = s.DB.FoldRest",
		test: "./internal/support TestARedactedMessageIsGoneEverywhere",
	},
	{
		class: 25, mistake: "strangers who write in somebody's name shut that person out of the contact form",
		file: "internal/support/guest.go",
		old:  "enough, err := s.Limiter.Reserve(ctx, tx, guestMails(emailKey))\n\t\tif err != nil {",
		new: "enough, err := s.Limiter.Reserve(ctx, tx, guestMails(emailKey))\n\t\tif err == nil && enough != nil {" +
			"\n\t\t\treturn TooManyError{*enough}\n\t\t}\n\t\tif err != nil {",
		test: "./internal/support TestTheContactFormIsBounded",
	},
}
