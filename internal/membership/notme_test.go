package membership_test

import (
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/message"
	"latchkey/internal/signin/signintest"
)

// A thief with the owner's session who has let themselves in is thrown out by "This wasn't me": with what they invited, who has joined by
// it, and the contacts. What is older than a week stays.
func TestThisWasntMeTakesBackWhatAThiefLetIn(t *testing.T) {
	t.Parallel()
	w := open(t)
	old := w.join("old@example.com", account.MembersManage, account.Tickets)
	w.Clock.Advance(8 * 24 * time.Hour)
	w.ada.again()
	in := w.join("thief@example.com", account.Permissions()...)
	w.ada.again()
	w.invites(w.ada, "next@example.com", account.Permissions()...)
	w.adds(w.ada, "books@example.com", books)
	link := w.MailTo(w.ada.Email, message.ContactAdded).NotMe
	friend := w.joinBy(in.again(), "friend@example.com", account.MembersManage, account.Tickets)
	w.joinBy(friend.again(), "friends-friend@example.com", account.Tickets)
	w.adds(in, "drop@example.com", books)
	own := w.joinBy(old.again(), "own@example.com", account.Tickets)
	_, err := w.Notices.SayNotMe(t.Context(), link, signintest.Stranger())
	w.Must(err)
	if w.membership(in).Role != "" || w.membership(old).Role != account.Member {
		t.Errorf("the thief is %+v, the member of old %+v", w.membership(in), w.membership(old))
	}
	if n := w.Count(`FROM membership WHERE account_id = $1`, w.account.ID); n != 3 || w.membership(own).Role != account.Member {
		t.Errorf("%d belong to it: whoever the thief's people have let in stays, or somebody of the owner's has gone", n)
	}
	if n := w.Count(`FROM account_invitation`) + w.Count(`FROM account_contact`); n != 0 {
		t.Errorf("%d invitations and contacts are left", n)
	}
	if !w.SignedOut(w.ada.by.Session) {
		t.Error("the thief's session goes on")
	}
	w.ChainHolds("account.undone")
}

// A notice of what a member did reaches the owner, without a link that would sign the owner out; the member has one.
func TestWhatAMemberDidIsToldToBoth(t *testing.T) {
	t.Parallel()
	w := open(t)
	manager := w.join("manager@example.com", account.MembersManage, account.Tickets)
	w.invites(manager.again(), "grace@example.com", account.Tickets)
	if m := w.MailTo(w.ada.Email, message.MemberInvited); m.NotMe != "" || m.Data.Actor == "" {
		t.Errorf("the owner reads %+v", m)
	}
	if m := w.MailTo(manager.Email, message.MemberInvited); m.NotMe == "" {
		t.Error("the member can't say that it was somebody else")
	}
	_, err := w.Notices.SayNotMe(t.Context(), w.MailTo(manager.Email, message.MemberInvited).NotMe, signintest.Stranger())
	w.Must(err)
	if n := w.Count(`FROM account_invitation`); n != 0 {
		t.Errorf("%d invitations are left", n)
	}
}
