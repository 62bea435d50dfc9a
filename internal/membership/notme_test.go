package membership_test

import (
	"slices"
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

// A thief who leaves, or is removed before the owner presses the link, leaves nobody behind: neither whom they have let in nor the
// contacts that they added.
func TestAThiefWhoIsGoneLeavesNobodyBehind(t *testing.T) {
	t.Parallel()
	for name, goes := range map[string]func(w *world, thief *member) error{
		"left": func(w *world, thief *member) error {
			return w.Membership.Leave(w.Context(), thief.by, w.account.ID)
		},
		"was removed": func(w *world, thief *member) error {
			return w.Membership.Remove(w.Context(), w.ada.again().by, w.account.ID, thief.ID, true) // she keeps the thief's contact
		},
		"was removed from the host": func(w *world, thief *member) error {
			_, err := w.Staff.RemoveUser(w.Context(), thief.Email)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			w.Clock.Advance(8 * 24 * time.Hour)
			w.ada.again()
			thief := w.join("thief@example.com", account.Permissions()...)
			link := w.MailTo(w.ada.Email, message.MemberInvited).NotMe
			second := w.joinBy(thief.again(), "second@example.com", account.Permissions()...)
			third := w.joinBy(second.again(), "third@example.com", account.Permissions()...)
			for email, by := range map[string]*member{"drop@example.com": second, "read@example.com": thief} {
				w.adds(by, email, books)
				w.Must(w.Membership.ConfirmContact(t.Context(), w.MailTo(email, message.ContactConfirm).Secret))
			}
			w.Must(w.Membership.Leave(t.Context(), second.by, w.account.ID))
			w.Must(goes(w, thief))
			w.Clock.Advance(time.Hour)
			_, err := w.Notices.SayNotMe(t.Context(), link, signintest.Stranger())
			w.Must(err)
			if m := w.membership(third); m.Role != "" {
				t.Errorf("the last of the thief's people is there still: %+v", m)
			}
			if n := w.Count(`FROM account_contact`); n != 0 {
				t.Errorf("%d of the thief's contacts are left", n)
			}
			if w.told(w.ada.Email, message.MemberRemoved) == 0 {
				t.Error("the owner was not told who is out")
			}
		})
	}
}

// Permissions that somebody gave in the last week are taken back, and what they were stays; so is what was done with them.
func TestThisWasntMeTakesBackWhatAThiefGave(t *testing.T) {
	t.Parallel()
	w := open(t)
	old := w.join("old@example.com", account.Tickets, account.Domains)
	honest := w.join("honest@example.com", account.Tickets, account.MembersManage)
	w.Clock.Advance(9 * 24 * time.Hour)
	stays := w.joinBy(honest.again(), "stays@example.com", account.Tickets)
	change := func(m *member, given ...account.Permission) {
		w.Must(w.Membership.Change(t.Context(), w.ada.again().by, w.account.ID, m.ID, w.membership(m).Mark(), given))
	}
	w.Clock.Advance(time.Hour)
	change(old, account.Permissions()...)
	link := w.MailTo(w.ada.Email, message.MemberChanged).NotMe
	change(honest, account.Tickets, account.MembersManage, account.ServicesManage)
	friend := w.joinBy(old.again(), "friend@example.com", account.Permissions()...)
	change(old, account.Tickets, account.TicketsManage, account.MembersManage) // less again, and not all of it
	_, err := w.Notices.SayNotMe(t.Context(), link, signintest.Stranger())
	w.Must(err)
	if m := w.membership(old); !slices.Equal(m.Permissions, []account.Permission{account.Tickets}) {
		t.Errorf("the accomplice may %v", m.Permissions)
	}
	want := []account.Permission{account.Tickets, account.Members, account.MembersManage}
	if m := w.membership(honest); !slices.Equal(m.Permissions, want) {
		t.Errorf("who was given more in her name may %v", m.Permissions)
	}
	if m := w.membership(friend); m.Role != "" {
		t.Errorf("whom the accomplice has let in since is %+v", m)
	}
	if m := w.membership(stays); m.Role != account.Member {
		t.Error("who was let in before goes too")
	}
	if w.told(old.Email, message.AccessChanged) != 3 {
		t.Errorf("the accomplice was told %d times", w.told(old.Email, message.AccessChanged))
	}
	w.ChainHolds("member.changed", "account.undone")
}

// Somebody who was removed takes nobody along by the link of a notice from before.
func TestWhoWasRemovedTakesNobodyAlong(t *testing.T) {
	t.Parallel()
	w := open(t)
	manager := w.join("manager@example.com", account.Permissions()...)
	honest := w.joinBy(manager.again(), "honest@example.com", account.Permissions()...)
	friend := w.joinBy(honest.again(), "friend@example.com", account.Tickets)
	link := w.MailTo(manager.Email, message.MemberInvited).NotMe
	w.Must(w.Membership.Remove(t.Context(), w.ada.again().by, w.account.ID, manager.ID, false))
	_, err := w.Notices.SayNotMe(t.Context(), link, signintest.Stranger())
	w.Must(err)
	if w.membership(honest).Role != account.Member || w.membership(friend).Role != account.Member {
		t.Errorf("honest is %q, and the friend %q", w.membership(honest).Role, w.membership(friend).Role)
	}
}

// The owner is told of each whom a member's link takes out, with the name of whose link it was.
func TestTheOwnerIsToldWhomALinkTakesOut(t *testing.T) {
	t.Parallel()
	w := open(t)
	manager := w.join("manager@example.com", account.Permissions()...)
	honest := w.joinBy(manager.again(), "honest@example.com", account.Permissions()...)
	w.joinBy(honest.again(), "friend@example.com", account.Tickets)
	_, err := w.Notices.SayNotMe(t.Context(), w.MailTo(manager.Email, message.MemberInvited).NotMe, signintest.Stranger())
	w.Must(err)
	if n := w.told(w.ada.Email, message.MemberRemoved); n != 2 {
		t.Errorf("the owner was told %d times", n)
	}
	if m := w.MailTo(w.ada.Email, message.MemberRemoved); m.Data.Actor == "" || m.NotMe != "" {
		t.Errorf("the owner reads %+v", m)
	}
	if n := w.Count(`FROM audit_event WHERE event = 'member.removed' AND subject = $1 AND actor = $2`, w.account.ID, manager.ID); n != 2 {
		t.Errorf("the account's log has %d rows", n)
	}
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
