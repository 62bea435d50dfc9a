package fault

// belonging are mistakes about client accounts and the people who belong to them.
var belonging = []fault{
	{
		class: 34, mistake: "who may see a part of an account may change it",
		file: "internal/access/member.go",
		old:  `case !m.Allows(p):`, new: `case !m.Allows(p.Part()) && p == "":`,
		test: "./internal/access TestMembersActOnWhatTheyMaySee",
	},
	{
		class: 34, mistake: "a closed account is changed by its people",
		file: "internal/access/member.go",
		old:  `case p.Manages() && closed(m):`, new: `case p == "" && closed(m):`,
		test: "./internal/access TestMembersActOnWhatTheyMaySee",
	},
	{
		class: 34, mistake: "a member invites somebody to more than they may do themselves",
		file: "internal/membership/invite.go",
		old: `if !a.as.Covers(given) {
			return access.Nothing, ErrWider
		}`, new: ``,
		test: "./internal/membership TestWhatInvitingNeeds",
	},
	{
		class: 33, mistake: "a session alone invites, changes and removes members",
		file: "internal/membership/membership.go",
		old: `return all(s.may(accountID, p), func(ctx context.Context, tx db.Reader, by access.Caller) error {
		return s.Gate.StepUp(ctx, tx, by.Session, factor.ByApp)
	})`, new: `return s.may(accountID, p)`,
		test: "./internal/membership TestWhatInvitingNeeds",
	},
	{
		class: 34, mistake: "support that sends a member's invitation again gives what that member can't give any more",
		file: "internal/membership/host.go",
		old: `if err := s.stillGiven(ctx, tx, i); err != nil {
		return err
	}`, new: ``,
		test: "./server/desk TestWhatSupportSendsAgainIsTheMembersStill",
	},
	{
		class: 38, mistake: "staff change what a member may do, and the owner is not told",
		file: "internal/staff/account_member.go",
		old: `return event, c.Membership.TellOwner(ctx, tx, a, message.Message{
			Kind: message.MemberChanged, Data: message.Data{By: by, Where: changed.Called},
		})`, new: `return event, nil`,
		test: "./server/desk TestAMembersPermissionsAreChangedAtTheDesk",
	},
	{
		class: 34, mistake: "whoever has a password alone leaves any account, where a second step is required",
		file: "server/web/authorize.go",
		old:  `if r.locked() && r.Standing.Account != accountID {`, new: `if r.locked() && accountID == "" {`,
		test: "./server/account TestWhoIsAskedForASecondStepCanLeaveInstead",
	},
	{
		class: 34, mistake: "whoever has the link takes an invitation of somebody else's",
		file: "internal/membership/accept.go",
		old:  `if !user.SameEmail(u.Email, i.Email) {`, new: `if !user.SameEmail(u.Email, u.Email) {`,
		test: "./internal/membership TestAnInvitationIsAcceptedByItsAddressOnce",
	},
	{
		class: 20, mistake: "an invitation gives what whoever invited has lost since",
		file: "internal/membership/accept.go",
		old:  ` || !m.Covers(i.Permissions):`, new: `:`,
		test: "./internal/membership TestWhatEndsAnInvitation",
	},
	{
		class: 20, mistake: "an invitation is accepted again",
		file: "internal/membership/accept.go",
		old:  `if _, err := s.Accounts.TakeInvitation(`, new: `if _, err := s.Accounts.InvitationByHash(`,
		test: "./internal/membership TestAnInvitationIsAcceptedByItsAddressOnce",
	},
	{
		class: 30, mistake: "a restored database's invitations hold",
		file: "internal/account/invitation_store.go",
		old:  "`DELETE FROM account_invitation`, ", new: ``,
		test: "./internal/membership TestWhatEndsAnInvitation",
	},
	{
		class: 36, mistake: "somebody whose own address is in dispute joins an account",
		file: "internal/membership/accept.go",
		old:  `if err := s.Gate.NotFrozen(ctx, tx, by.UserID); err != nil {`,
		new:  `if err := s.Gate.NotFrozen(ctx, tx, by.UserID); err != nil && i.Email == "" {`,
		test: "./internal/membership TestAFrozenPersonJoinsNothing",
	},
	{
		class: 27, mistake: "an account has any number of strangers mailed",
		file: "internal/membership/invite.go",
		old:  `len(waiting) >= MostInvitations && !again`, new: `len(waiting) >= MostInvitations+40 && !again`,
		test: "./internal/membership TestAnAccountsInvitationsAreBounded",
	},
	{
		class: 27, mistake: "an account that withdraws its invitations has strangers mailed without end",
		file: "internal/membership/membership.go",
		old:  `append(authn.InvitationLimits(by.UserID, emailKey), authn.AccountLimit(accountID))`,
		new:  `authn.InvitationLimits(by.UserID, emailKey)`,
		test: "./internal/membership TestAnAccountsInvitationsAreBounded",
	},
	{
		class: 34, mistake: "a member makes themselves wider",
		file: "internal/membership/change.go",
		old:  `case userID == a.by.UserID:`, new: `case userID == "":`,
		test: "./internal/membership TestWhomAMemberMayChange",
	},
	{
		class: 34, mistake: "a member acts on one who may do more",
		file: "internal/membership/change.go",
		old:  `case !a.as.Covers(m.Permissions):`, new: `case userID == "":`,
		test: "./internal/membership TestWhomAMemberMayChange",
	},
	{
		class: 34, mistake: "a member makes another wider than they are themselves",
		file: "internal/membership/change.go",
		old: `if !a.as.Covers(given) {
			return access.Nothing, ErrWider
		}`, new: ``,
		test: "./internal/membership TestAnAccountIsNeverOwnerlessAndNobodyGetsWider",
	},
	{
		class: 34, mistake: "an account has two owners",
		file: "internal/account/member.go",
		old:  `case owner != "":`, new: `case owner == "-":`,
		test: "./internal/staff TestTheShellInvitesNoSecondOwner",
	},
	{
		class: 33, mistake: "an account is handed over with the proof of the sign-in",
		file: "internal/membership/handover.go",
		old:  `return s.Gate.StepUpSince(ctx, tx, by.Session, factor.ByApp, state.RemoverSince(s.Clock.Now()), "")`,
		new:  `return s.Gate.StepUp(ctx, tx, by.Session, min(factor.ByApp, state.Strongest()))`,
		test: "./internal/membership TestWhatAHandOverNeeds",
	},
	{
		class: 33, mistake: "an account is handed over at once",
		file: "internal/membership/handover.go",
		old:  `DueAt: now.Add(HandoverWait)}`, new: `DueAt: now}`,
		test: "./internal/membership TestAHandOverTakesEffectAfterItsWait",
	},
	{
		class: 33, mistake: "an account is handed over while it is in question who its owner is",
		file: "internal/membership/handover.go",
		old: `why, err := s.hindrance(ctx, tx, from, to)
	if err != nil {`, new: `why, err := "", error(nil)
	if err != nil {`,
		test: "./internal/membership TestWhatStopsAHandOver",
	},
	{
		class: 33, mistake: "a thief who has changed the account's address gets its link, and nobody else",
		file: "internal/membership/handover.go",
		old:  `h.AskedAt.Add(-lookBack))`, new: `h.AskedAt)`,
		test: "./internal/membership TestTheAddressOfAWeekAgoStopsAHandOver",
	},
	{
		class: 33, mistake: "a hand-over goes on after its owner has said that somebody is inside",
		file: "internal/wiring/wiring.go",
		old:  `a.Notices.OnSaid = a.Membership.OnNotMe`, new: `_ = a.Membership.OnNotMe`,
		test: "./internal/membership TestWhatStopsAHandOver",
	},
	{
		class: 30, mistake: "whom a thief has let in stays in the account",
		file: "internal/membership/notme.go",
		old: `if trusted {
		if err := s.undo(`, new: `if trusted && n.Ref == "" {
		if err := s.undo(`,
		test: "./internal/membership TestThisWasntMeTakesBackWhatAThiefLetIn",
	},
	{
		class: 36, mistake: "a contact gets mail before the link was followed",
		file: "internal/account/invitation.go",
		old:  `return c.Confirmed() && (`, new: `return c.ID != "" && (`,
		test: "./internal/membership TestAContactConfirmsFirst",
	},
	{
		class: 34, mistake: "a member has mail sent elsewhere about what they may not see",
		file: "internal/membership/contact.go",
		old:  ` && !m.Allows(account.Permission(k)) {`, new: ` && !m.Allows(account.MembersManage) {`,
		test: "./internal/membership TestWhoMayAddContacts",
	},
	{
		class: 34, mistake: "a member gets mail about what they may not see",
		file: "internal/account/member.go",
		old:  `(kind == NewsMail || m.Allows(Permission(kind)))`, new: `(kind == NewsMail || m.Role != "")`,
		test: "./internal/membership TestWhoGetsMail",
	},
	{
		class: 36, mistake: "an account's mail goes to an address in dispute",
		file: "internal/membership/people.go",
		old:  `m.Gets(kind) && u.GetsMail() {`, new: `m.Gets(kind) && !u.Disabled() {`,
		test: "./internal/membership TestWhoGetsMail",
	},
	{
		class: 36, mistake: "an address that nobody confirmed counts as a contact's",
		file: "internal/account/contact_store.go",
		old:  `WHERE email_key = $1 AND confirmed_at > 0`, new: `WHERE email_key = $1`,
		test: "./internal/signin TestAContactResetsNoPassword",
	},
	{
		class: 30, mistake: "a new address of an account outlives its owner",
		file: "internal/membership/data.go",
		old:  `if ownerID != ch.AskedBy || `, new: `if `,
		test: "./internal/membership TestWhatEndsAChangeOfTheAccountsAddress",
	},
	{
		class: 6, mistake: "an account requires a second step, and nobody is asked for it",
		file: "internal/policy/policy.go",
		old:  `slices.Concat(all, ofAccounts)`, new: `slices.Concat(all, ofAccounts[:0])`,
		test: "./internal/membership TestAnAccountRequiresASecondStep",
	},
	{
		class: 34, mistake: "an owner sees who signed in before they were members",
		file: "internal/membership/activity.go",
		old:  `if r.Subject == accountID || !r.At.Before(since[r.Subject]) {`, new: `if r.Seq > 0 {`,
		test: "./internal/membership TestAnAccountsActivity",
	},
	{
		class: 34, mistake: "every member sees who of the others signed in",
		file: "internal/membership/activity.go",
		old:  `if m.Role != account.Owner {`, new: `if m.Role == "" {`,
		test: "./internal/membership TestAnAccountsActivity",
	},
	{
		class: 20, mistake: "an invitation that was withdrawn lets somebody in all the same",
		file: "internal/signin/register.go",
		old:  `if err == nil && !invited {`, new: `if err == nil && !invited && r.Email == "" {`,
		test: "./internal/signin TestAWithdrawnInvitationRegistersNobody",
	},
	{
		class: 38, mistake: "anybody closes, edits and gives away accounts as the host",
		file: "internal/staff/account.go",
		old:  `return c.Gate.Do(ctx, by, c.Gate.Staff, c.actOn(`,
		new:  `return c.Gate.Do(ctx, by, func(context.Context, db.Reader, access.Caller) error { return nil }, c.actOn(`,
		test: "./internal/staff TestOnlyStaffActOnAccounts",
	},
}
