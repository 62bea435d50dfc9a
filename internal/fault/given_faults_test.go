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
		old: `	if err := s.Accounts.RemoveContactsBy(ctx, tx, who.account.ID, r.id, r.since); err != nil {
		return err
	}
	m, err := s.Accounts.MembershipOf(ctx, tx, who.account.ID, r.id)
	switch {
	case errors.Is(err, account.ErrNotFound):
		return nil // they have left, or were removed`,
		new: `	m, err := s.Accounts.MembershipOf(ctx, tx, who.account.ID, r.id)
	if err == nil {
		err = s.Accounts.RemoveContactsBy(ctx, tx, who.account.ID, r.id, r.since)
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
}
