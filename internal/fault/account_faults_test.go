package fault

// shown are mistakes of the pages of client accounts.
var shown = []fault{
	{
		class: 46, mistake: "the log keeps the addresses of who was invited, after they are gone too",
		file: "internal/membership/named.go",
		old:  `"email": masked(email)}`, new: `"email": email}`,
		test: "./internal/membership TestTheOwnerReadsWholeAddresses",
	},
	{
		class: 34, mistake: "another contact's link, or one that was made up, stops somebody's mail",
		file: "internal/membership/stop.go",
		old:  `if !s.isStop(given, id) {`, new: `if given == "" {`,
		test: "./internal/membership TestAContactsLinkIsTheirOwn",
	},
	{
		class: 20, mistake: "a program that looks through mail stops a contact's mail by following the link",
		file: "server/host/routes_account.go",
		old:  `get("/account-contact/stop", web.Anyone, p.StopLink, linked(web.AccountStopCookie))`,
		new:  `get("/account-contact/stop", web.Anyone, p.StopContact, linked(web.AccountStopCookie))`,
		test: "./server/account TestAContactStopsTheMailByItsLink",
	},
	{
		class: 20, mistake: "any request to the address of the link stops a contact's mail",
		file: "server/account/links.go",
		old:  `if r.Field("List-Unsubscribe") != "One-Click" {`, new: `if r.Param("token") == "" {`,
		test: "./server/account TestAMailProgramStopsTheMailInOneRequest",
	},
	{
		class: 34, mistake: "an account's number in another case is another account's",
		file: "internal/account/data.go",
		old:  `return strings.ToLower(code.Number(number))`, new: `return code.Number(number)`,
		test: "./internal/account TestANumberIsOneAccountsInAnyWriting",
	},
	{
		class: 34, mistake: "lists show all accounts of a person in one",
		file: "internal/service/store.go",
		old: `Where("account_id = ?", accountID).
			OrderExpr`,
		new: `Where("account_id <> ?", "").
			OrderExpr`,
		test: "./server/client TestPagesShowThePersonsOwnThings",
	},
	{
		class: 34, mistake: "a page of domains that begins at another account's goes on with that account's",
		file: "internal/domain/store.go",
		old: `Where("account_id = ?", accountID).
			Where("(expires_at, name) >= (SELECT expires_at, name FROM domain WHERE id = ? AND account_id = ?)", from, accountID).`,
		new:  `Where("(expires_at, name) >= (SELECT expires_at, name FROM domain WHERE id = ?)", from).`,
		test: "./server/client TestWhatAnAccountHasStandsOnPages",
	},
	{
		class: 10, mistake: "a form acts in the account that another tab has chosen since",
		file: "server/account/pages.go",
		old:  `if b.ID == r.Param("account") {`, new: `if b.ID == r.Cookie(web.AccountCookie) {`,
		test: "./server/account TestATabOfAnotherAccount",
	},
	{
		class: 34, mistake: "who does not see the members of an account opens the pages about them",
		file: "server/account/pages.go",
		old:  `case !b.As.Allows(p.Part()):`, new: `case p == "":`,
		test: "./server/account TestEachPermissionOpensItsPagesOnly",
	},
	{
		class: 34, mistake: "a closed account offers what changes it",
		file: "server/account/members.go",
		old:  `mayInvite := b.As.Allows(account.MembersManage) && !b.Closed()`, new: `mayInvite := b.As.Allows(account.MembersManage)`,
		test: "./server/account TestAClosedAccountIsReadOnly",
	},
	{
		class: 20, mistake: "a program that looks through mail stops a hand-over by following its link",
		file: "server/host/routes_account.go",
		old:  `get("/handover", web.Anyone, p.HandoverLink, linked(web.HandoverCookie))`,
		new:  `get("/handover", web.Anyone, p.StopByLink, linked(web.HandoverCookie))`,
		test: "./server/account TestAHandOverWaitsAndIsStopped",
	},
	{
		class: 34, mistake: "the link of an invitation is the next person's at the browser",
		file: "server/signin/pages.go",
		old:  "	r.ClearCookie(web.AccountInvitationCookie) // which stays for the sign-in that it asks for\n", new: "",
		test: "./server/account TestAnInvitationIsForItsAddressOnly",
	},
	{
		class: 34, mistake: "the owner of an account is removed, and it is left to nobody",
		file: "internal/staff/remove.go",
		old:  `case owns:`, new: `case owns && u.ID == "":`,
		test: "./internal/staff TestWhoIsNotRemoved", part: "an owner",
	},
	{
		class: 38, mistake: "the shell removes an administrator, and no other one is told",
		file: "internal/staff/remove.go",
		old:  `case u.Staff():`, new: `case u.Staff() && u.ID == "":`,
		test: "./internal/staff TestWhoIsNotRemoved", part: "an administrator",
	},
	{
		class: 36, mistake: "who stole an address has its owner removed before the dispute is decided",
		file: "internal/staff/remove.go",
		old:  `case u.Frozen():`, new: `case u.Frozen() && u.ID == "":`,
		test: "./internal/staff TestWhoIsNotRemoved", part: "in dispute",
	},
	{
		class: 46, mistake: "what somebody did who was removed since passes for the host's doing",
		file: "internal/membership/activity.go",
		old:  `case gone:`, new: `case gone && r.Seq == 0:`,
		test: "./internal/staff TestSomebodyIsRemoved",
	},
	{
		class: 24, mistake: "an error says that a password was that of somebody who was removed meanwhile",
		file: "internal/authn/password.go",
		old:  `errors.Is(err, user.ErrNotFound) || err == nil && epoch != u.Epoch {`, new: `err == nil && epoch != u.Epoch {`,
		test: "./internal/staff TestAPasswordIsCheckedWhileItsPersonIsRemoved",
	},
	{
		class: 38, mistake: "a form about an account that was left over writes over what another of the staff has saved",
		file: "internal/staff/account.go",
		old:  `if a.Mark() != seen {`, new: `if a.Mark() != seen && seen == "" {`,
		test: "./server/desk TestAClientAccountAtTheDesk",
	},
	{
		class: 34, mistake: "a number of the series is that of another account",
		file: "internal/account/number_store.go",
		old:  `if !slices.Contains(taken, keys[i]) {`, new: `if !slices.Contains(taken, number+" ") {`,
		test: "./internal/staff TestNumbersAreGivenOnce",
	},
	{
		class: 5, mistake: "half of an imported line stays that was refused",
		file: "internal/staff/account_import.go",
		old: `			err = errDry
		}
		return err
	})`, new: `			err = errDry
		}
		if failed = err; dry {
			return err
		}
		return nil
	})
	if err == nil {
		err = failed
	}`,
		and:  [2]string{"dry bool) (done AccountImport, err error) {", "dry bool) (done AccountImport, err error) {\n\tvar failed error"},
		test: "./internal/staff TestAnImportOfAccounts",
	},
	{
		class: 33, mistake: "a stolen session of the staff's changes where an account's mail goes, and who belongs to it",
		file: "internal/staff/account.go",
		old:  `c.Gate.Do(ctx, by, c.Gate.Staff, c.actOn(`, new: `c.Gate.Do(ctx, by, c.Gate.AtWork, c.actOn(`,
		test: "./internal/staff TestOnlyStaffActOnAccounts",
	},
	{
		class: 34, mistake: "a note about another account is removed by its id",
		file: "server/desk/accountpeople.go",
		old: `if i < 0 {
		return a, n, web.ErrNotFound`, new: `if i < 0 {
		return a, ticket.Note{ID: r.Param("note")}, nil`,
		test: "./server/desk TestWhatIsOfAnotherAccountAtTheDesk",
	},
	{
		class: 20, mistake: "an invitation is mailed that was withdrawn meanwhile",
		file: "server/host/outbox.go",
		old:  `Over: h.over, `, new: ``,
		test: "./server/host TestWhatIsOverIsNotMailed",
	},
	{
		class: 20, mistake: "a mail goes whose matter ended while its server took its time",
		file: "internal/message/worker.go",
		old: `		if err := w.notOver(ctx, j); err != nil { // a server may take its time to listen
			return err
		}
`, new: ``,
		test: "./internal/message TestAMessageWhoseMatterIsOverIsNotSent", part: "meanwhile",
	},
	{
		class: 34, mistake: "who was removed from an account gets the answers that waited",
		file: "server/host/over.go",
		old:  `return !reads, nil`, new: `return !reads && m.Data.Post == "", nil`,
		test: "./server/host TestWhatIsOverIsNotMailed",
	},
	{
		class: 19, mistake: "a code goes out that a newer one has replaced",
		file: "internal/factor/sent_store.go",
		old:  `(current = 0 OR used_at > 0)`, new: `used_at > 0`,
		test: "./internal/signin TestWhichCodesAreSuperseded",
	},
	{
		class: 5, mistake: "who is invited once more loses the account that they were invited to",
		file: "internal/signin/register.go",
		old:  `if r, err = l.kept(`, new: `if _, err = l.kept(`,
		test: "./internal/signin TestASecondInvitationTakesNothingAway",
	},
	{
		class: 33, mistake: "an owner without a second step hands an account over",
		file: "internal/membership/handover.go",
		old:  `if !state.On() {`, new: `if by.UserID == "" {`,
		test: "./server/account TestAHandOverWaitsAndIsStopped",
	},
}
