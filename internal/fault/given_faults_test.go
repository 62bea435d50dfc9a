package fault

// giving are mistakes about what people of an account give each other, and what becomes of it when one of them is gone.
var giving = []fault{
	{
		class: 34, mistake: "whom a thief has let in stays if the thief has left",
		file: "internal/membership/notme.go",
		old:  `			if g.To == by || g.To == owner {`,
		new:  `			if there, err := s.belongs(ctx, tx, accountID, g.To); err != nil || !there || g.To == by || g.To == owner {`,
		test: "./internal/membership TestAThiefWhoIsGoneLeavesNobodyBehind",
	},
	{
		class: 34, mistake: "the contacts of a thief who has left stay",
		file: "internal/membership/notme.go",
		old: `	if err := s.dropContacts(ctx, tx, who, r.id, r.since); err != nil {
		return err
	}
	m, err := s.Accounts.MembershipOf(ctx, tx, who.account.ID, r.id)
	switch {
	case errors.Is(err, account.ErrNotFound):
		return nil // they have left, or were removed`,
		new: `	m, err := s.Accounts.MembershipOf(ctx, tx, who.account.ID, r.id)
	if err == nil {
		err = s.dropContacts(ctx, tx, who, r.id, r.since)
	}
	switch {
	case errors.Is(err, account.ErrNotFound):
		return nil // they have left, or were removed`,
		test: "./internal/membership TestAThiefWhoIsGoneLeavesNobodyBehind",
	},
	{
		class: 34, mistake: "permissions that a thief gave to a member stay",
		file: "internal/membership/change.go",
		old:  `if added := missing(m.Permissions, given); len(added) > 0 {`, new: `if added := missing(given, given); len(added) > 0 {`,
		test: "./internal/membership TestThisWasntMeTakesBackWhatAThiefGave",
	},
	{
		class: 34, mistake: "somebody who was removed takes others along",
		file: "internal/membership/notme.go",
		old:  `err != nil || !belongs {`, new: `err != nil || !belongs && a.ID == "" {`,
		test: "./internal/membership TestWhoWasRemovedTakesNobodyAlong",
	},
	{
		class: 38, mistake: "members are removed by a link, and the owner is not told",
		file: "internal/membership/notme.go",
		old:  `	return s.TellOwner(ctx, tx, who.account, message.Message{Kind: kind, Data: message.Data{Actor: who.by.Name, Where: called(u)}})`,
		new:  `	return nil`,
		test: "./internal/membership TestTheOwnerIsToldWhomALinkTakesOut",
	},
	{
		class: 34, mistake: "a member ends an invitation that gives more than they have, by another one to the same address",
		file: "internal/membership/invite.go",
		old:  `user.SameEmail(w.Email, i.Email) && !a.mayWithdraw(w) {`, new: `w.Email == "" && !a.mayWithdraw(w) {`,
		test: "./internal/membership TestAnInvitationIsReplacedByWhoMayWithdrawIt",
	},
	{
		class: 34, mistake: "a member ends the host's invitation to own the account",
		file: "internal/membership/invite.go",
		old:  `return i.Role == account.Member && a.as.Covers(i.Permissions)`, new: `return i.Role != "" && a.as.Covers(i.Permissions)`,
		test: "./internal/membership TestAnInvitationIsReplacedByWhoMayWithdrawIt",
	},
	{
		class: 34, mistake: "what an owner took away from a member comes back with a form from before",
		file: "internal/membership/change.go",
		old:  `if m.Mark() != seen {`, new: `if m.Mark() == "" {`,
		test: "./internal/membership TestAFormFromBeforeGivesNothingBack",
	},
	{
		class: 34, mistake: "mail that was turned off for a contact goes there again by a form from before",
		file: "internal/membership/contact.go",
		old:  `if before != seen && before != c.Mark() {`, new: `if before == "" {`,
		test: "./internal/membership TestAContactThatChangedMeanwhile",
	},
	{
		class: 38, mistake: "support gives back unseen what somebody else took away from a member",
		file: "internal/membership/host.go",
		old:  `if seen != nil && *seen != m.Mark() {`, new: `if seen != nil && *seen == "-" {`,
		test: "./server/desk TestAMembersPermissionsAreChangedAtTheDesk",
	},
	{
		class: 34, mistake: "a form that is drawn again counts as filled from what is stored by now",
		file: "server/account/contacts.go",
		old:  `Seen: form.ValueOr("seen", c.Mark()),`, new: `Seen: c.Mark(),`,
		test: "./server/account TestWhatSomebodyTookAwayDoesNotComeBackUnseen",
	},
	{
		class: 30, mistake: "whoever was removed reads on at a contact that they have added",
		file: "internal/membership/change.go",
		old:  `	if !keep {`, new: `	if !keep && userID == "" {`,
		test: "./internal/membership TestTheContactsOfAMemberGoWithThem",
	},
	{
		class: 34, mistake: "everybody's contacts go with a member",
		file: "internal/membership/contact.go",
		old:  `if c.AddedBy != addedBy || c.CreatedAt.Before(since) {`, new: `if c.CreatedAt.Before(since) {`,
		test: "./internal/membership TestTheContactsOfAMemberGoWithThem",
	},
	{
		class: 20, mistake: "whoever a removed manager has invited registers where only invited people may",
		file: "internal/membership/accept.go",
		old:  `		if err := s.stillGiven(ctx, tx, i); !errors.Is(err, account.ErrNoInvitation) {`,
		new:  `		if err := error(nil); i.ID != "" {`,
		test: "./internal/signin TestAnInvitationOfWhoMayNotInviteRegistersNobody",
	},
	{
		class: 38, mistake: "what somebody did at the desk stands under their name once they are a client again",
		file: "server/web/request.go",
		old:  `if r.route.Access >= Staff {`, new: `if r.route.Access > Administrator {`,
		test: "./server/account TestWhatWasDoneAtTheDeskStaysTheHosts",
	},
	{
		class: 46, mistake: "that something was done at the desk is taken off its row unseen",
		file: "internal/audit/row.go",
		old:  `if r.atDesk {`, new: `if r.atDesk && r.seq == 0 {`,
		test: "./internal/audit TestARowSaysThatItWasDoneAtTheDesk",
	},
}
