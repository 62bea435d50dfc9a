package desk

import (
	"errors"
	"strconv"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/clock"
	"latchkey/internal/contact"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// dispute is what staff decide on; nil where nothing is in dispute.
func (p *Pages) dispute(r *web.Request, u user.User) (*screen.Dispute, error) {
	about, err := p.Contact.Disputed(r.Context(), u)
	if errors.Is(err, contact.ErrSettled) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	d := &screen.Dispute{Since: r.DateTime(u.FrozenAt)}
	now := map[contact.Kind]string{contact.Email: u.Email, contact.Phone: u.Phone}
	for _, old := range about.Replaced {
		d.Replaced = append(d.Replaced, replaced(r, old, now[old.Kind]))
	}
	if about.Outcome != "" {
		d.Decided, err = p.decided(r, about.Decision)
	} else {
		d.Why, err = p.newStaff(r)
	}
	return d, err
}

// newStaff says why whoever looks has no part in a dispute yet; "" if they have.
func (p *Pages) newStaff(r *web.Request) (why string, err error) {
	err = p.Gate.MayApprove(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if errors.Is(err, access.ErrNewStaff) {
		return r.Locale.T("person.approve_new"), nil
	}
	return "", err
}

// replaced shows the two side by side. Addresses are shown so that none can pass for the other.
func replaced(r *web.Request, old contact.Replaced, now string) screen.Replaced {
	row := screen.Replaced{Kind: string(old.Kind), Value: old.Value, Old: old.Value, New: now, When: r.DateTime(old.At)}
	if old.Kind != contact.Email {
		return row
	}
	was, is, alike := user.CompareEmails(old.Value, now)
	row.Old, row.New, row.Alike = user.PlainEmail(old.Value), user.PlainEmail(now), alike
	row.WasMarked, row.IsMarked = ui.Compared(was), ui.Compared(is)
	return row
}

// decided is the decision that waits, as whoever looks may act on it.
func (p *Pages) decided(r *web.Request, x contact.Decision) (*screen.Decision, error) {
	by, err := p.Users.ByID(r.Context(), r.Site.DB.Read(), x.By)
	if err != nil {
		return nil, err
	}
	d := &screen.Decision{
		What: decisionInWords(r, x), By: by.Name, When: r.DateTime(x.At), Due: r.DateTime(x.DueAt), Seen: strconv.FormatInt(int64(x.At), 10),
	}
	if x.DueAt.IsZero() {
		d.Due = ""
	}
	if x.By == r.Session.UserID {
		d.Why = r.Locale.T("person.approve_other")
		return d, nil
	}
	d.Why, err = p.newStaff(r)
	return d, err
}

func decisionInWords(r *web.Request, x contact.Decision) string {
	switch {
	case x.Outcome == contact.Keep:
		return r.Locale.T("person.decision_keep")
	case x.Value == "":
		return r.Locale.T("person.decision_no_number")
	}
	value := x.Value
	if x.Kind == contact.Email {
		value = user.PlainEmail(value)
	}
	return r.Locale.T("person.decision_back", "Old", ui.LTR(value))
}

// Unfreeze decides that address and number stay as they are. It takes effect once the decision is approved.
func (p *Pages) Unfreeze(r *web.Request) error {
	return p.decide(r, contact.Decision{Outcome: contact.Keep}, "person.unfreeze")
}

// PutBack decides that the address or number before a disputed change is restored. It takes effect once the decision is
// approved.
func (p *Pages) PutBack(r *web.Request) error {
	x := contact.Decision{Outcome: contact.Back, Kind: contact.Kind(r.Form("kind")), Value: r.Form("value")}
	return p.decide(r, x, "person.put_back")
}

func (p *Pages) decide(r *web.Request, x contact.Decision, words string) error {
	u, err := p.Contact.Decide(r.Context(), r.Caller(), r.Param("id"), x)
	return p.acted(r, u, err, "decided", words)
}

// seen is the decision that was looked at.
func seen(r *web.Request) clock.Instant {
	at, err := strconv.ParseInt(r.Form("seen"), 10, 64)
	if err != nil {
		return 0
	}
	return clock.Instant(at)
}

// ApproveDispute carries out the decision that somebody else on the staff has made.
func (p *Pages) ApproveDispute(r *web.Request) error {
	u, err := p.Contact.Approve(r.Context(), r.Caller(), r.Param("id"), seen(r))
	return p.acted(r, u, err, "settled", "person.approve")
}

// TakeBackDispute gives up a decision that waits.
func (p *Pages) TakeBackDispute(r *web.Request) error {
	u, err := p.Contact.TakeBack(r.Context(), r.Caller(), r.Param("id"), seen(r))
	return p.acted(r, u, err, "taken-back", "person.take_back")
}

// disputeRefusals is what a person's page says where a decision could not be taken down or carried out.
var disputeRefusals = []struct {
	err   error
	words string
}{
	{contact.ErrSettled, "person.dispute_moved"},
	{contact.ErrNotReplaced, "person.dispute_moved"},
	{contact.ErrDecided, "person.dispute_decided"},
	{contact.ErrUndecided, "person.dispute_decided"},
	{contact.ErrSamePerson, "person.approve_other"},
	{contact.ErrLapsed, "person.approve_lapsed"},
	{access.ErrNewStaff, "person.approve_new"},
}

func disputeRefusal(err error) (words string) {
	for _, refusal := range disputeRefusals {
		if errors.Is(err, refusal.err) {
			return refusal.words
		}
	}
	return ""
}
