package desk

import (
	"context"
	"errors"
	"slices"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/recovery"
	"latchkey/internal/staff"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// CasePages holds the handlers of recovery cases, as staff see them, and what they need.
type CasePages struct {
	Cases *recovery.Cases
	Staff *staff.Service
	Gate  *access.Gate
	Users *user.Users

	Accounts *account.Accounts
	Domains  *domain.Domains
	Invoices *invoice.Invoices
}

const caseList = "/desk/cases"

// How many cases that are over stand on one page.
const pageOfCases = 50

// List lists the recovery cases, open ones first, and those that are over page by page.
func (p *CasePages) List(r *web.Request) error {
	after := r.Query("after")
	all, next, err := p.Cases.List(r.Context(), after, pageOfCases)
	if err != nil {
		return err
	}
	props := screen.CasesProps{Off: !recovery.On(r.Site.Settings.Choices(r.Context())), Later: after != ""}
	if after != "" {
		props.Pager.First = caseList
	}
	if next != "" {
		props.Pager.Next = web.WithQuery(caseList, "after", next)
	}
	for _, c := range all {
		row := screen.CaseRow{
			ID: c.ID, Reference: r.Phrase(c.Reference()), Name: c.Name, Email: user.PlainEmail(c.Email), State: shownState(c.Case, c.Sufficient),
			Opened: r.Moment(c.OpenedAt), Moved: r.Moment(c.StateAt),
		}
		if c.State.Over() {
			props.Over = append(props.Over, row)
		} else {
			props.UnderWay = append(props.UnderWay, row)
		}
	}
	slices.SortStableFunc(props.UnderWay, func(a, b screen.CaseRow) int { return byUrgency(a) - byUrgency(b) })
	return r.Screen(0, "cases", "case.list_title", screen.Cases(props))
}

// byUrgency puts the cases that their owners paused before the others: somebody may be about to lose their account.
func byUrgency(c screen.CaseRow) int {
	if c.State == "paused_owner" {
		return 0
	}
	return 1
}

// Recover returns what a person's page says about recovery: the open case, the page that opens one, or why no
// case can be opened.
func (p *CasePages) Recover(r *web.Request, u user.User) (d screen.Recovery, err error) {
	id, err := p.Cases.Of(r.Context(), u.ID)
	switch {
	case err == nil:
		return screen.Recovery{URL: caseList + "/" + id, Open: true}, nil
	case errors.Is(err, recovery.ErrNoCase):
		err := p.Gate.MayApprove(r.Context(), r.Site.DB.Read(), r.Session.UserID)
		if errors.Is(err, access.ErrNewStaff) {
			return screen.Recovery{Why: r.Locale.T("case.waits_new")}, nil
		}
		return screen.Recovery{URL: web.WithQuery(caseList+"/new", "person", u.ID)}, err
	case errors.Is(err, recovery.ErrOff):
		d.Why = r.Locale.T("case.off")
	case errors.Is(err, recovery.ErrNotNow):
		d.Why = r.Locale.T("person.recovery_none")
	default:
		return d, err
	}
	return d, nil
}

// ConfirmOpenFor asks whether to open a case for a person.
func (p *CasePages) ConfirmOpenFor(r *web.Request) error {
	return p.newCase(r, 0, r.Query("person"), "")
}

func (p *CasePages) newCase(r *web.Request, status int, id, refused string) error {
	u, err := p.Users.ByID(r.Context(), r.Site.DB.Read(), id)
	if err != nil {
		return err
	}
	if err := p.Staff.Viewed(r.Context(), r.Caller(), u.ID); err != nil {
		return err
	}
	return r.Screen(status, "cases", "case.open_for", screen.NewCase(screen.NewCaseProps{
		Form: ui.Form{Alert: refused}, PersonID: u.ID, Name: u.Name, Email: user.PlainEmail(u.Email),
	}))
}

// OpenFor opens a case for a person who can't, because they have lost their mailbox too.
func (p *CasePages) OpenFor(r *web.Request) error {
	person := r.Form("person")
	id, err := p.Cases.OpenFor(r.Context(), r.Caller(), person)
	switch {
	case err == nil:
		return r.Go(caseList + "/" + id)
	case errors.Is(err, recovery.ErrDone), errors.Is(err, recovery.ErrNoCase):
		return p.newCase(r, web.Unprocessable, person, r.Locale.T("case.refused_open"))
	case errors.Is(err, recovery.ErrOff):
		return p.newCase(r, web.Unprocessable, person, r.Locale.T("case.off"))
	case errors.Is(err, recovery.ErrOwnCase):
		return p.newCase(r, web.Unprocessable, person, r.Locale.T("case.refused_own"))
	case errors.Is(err, access.ErrNewStaff):
		return p.newCase(r, web.Unprocessable, person, r.Locale.T("case.waits_new"))
	}
	return err
}

func work(r *web.Request) recovery.Work {
	return recovery.Work{CaseID: r.Param("id"), By: r.Caller()}
}

// Submit hands the case on to be approved.
func (p *CasePages) Submit(r *web.Request) error { return p.act(r, p.Cases.Submit) }

// SendBack returns a case that waits for approval to the staff who work on it.
func (p *CasePages) SendBack(r *web.Request) error { return p.act(r, p.Cases.SendBack) }

// Resume continues a case that was paused.
func (p *CasePages) Resume(r *web.Request) error { return p.act(r, p.Cases.Resume) }

// ConfirmStop asks before the case is stopped, as it was looked at.
func (p *CasePages) ConfirmStop(r *web.Request) error {
	f, err := p.file(r)
	if err != nil {
		return err
	}
	seen := r.Query("version")
	if version(seen) != f.Version {
		return p.draw(r, 0, ui.Form{Alert: r.Locale.T("case.refused_changed")})
	}
	page := caseList + "/" + f.ID
	return ask(r, "cases", screen.QuestionProps{
		Title: r.Locale.T("case.stop_title", "Name", f.Name), Points: []string{r.Locale.T("case.stop_what"), r.Locale.T("case.stop_ends")},
		Action: page + "/stop", Fields: []ui.Choice{{Value: "version", Label: seen}},
		Submit: r.Locale.T("case.do_stop"), Back: page, BackToName: r.Locale.T("case.title", "Name", f.Name),
	})
}

// Stop ends the case without a recovery.
func (p *CasePages) Stop(r *web.Request) error { return p.act(r, p.Cases.StopByStaff) }

// act decides on the case as it was looked at: not on what became of it meanwhile.
func (p *CasePages) act(r *web.Request, do func(context.Context, recovery.Work) error) error {
	w := work(r)
	w.Seen = version(r.Form("version"))
	return p.did(r, do(r.Context(), w))
}

// Approve approves the case. It asks for a fresh proof, because an approval opens somebody else's account.
func (p *CasePages) Approve(r *web.Request) error {
	err := p.Gate.StaffStepUp(r.Context(), r.Site.DB.Read(), r.Session)
	if err != nil {
		id := r.Param("id")
		f, missing := p.file(r)
		if missing != nil {
			return missing
		}
		return r.RequireStepUp(err, web.PendingAction{
			Do:   r.Locale.T("case.do_approve"),
			To:   r.Locale.T("case.title", "Name", f.Name) + r.Locale.T("settings.comma") + r.Phrase(f.Reference()),
			Page: caseList + "/" + id, Fields: []string{"version"},
		})
	}
	return p.act(r, p.Cases.Approve)
}

// Tick saves the checklist: what is ticked in the form.
func (p *CasePages) Tick(r *web.Request) error {
	return p.did(r, p.Cases.Tick(r.Context(), work(r), r.FormList("item")...))
}

// Vouch records a proof that a member of staff has seen, such as a document.
func (p *CasePages) Vouch(r *web.Request) error {
	read := r.Form("phrase")
	err := p.Cases.NoteProof(r.Context(), work(r), recovery.Proof(r.Form("proof")), read)
	if errors.Is(err, recovery.ErrNoNumber) {
		words := "case.phrase_wrong"
		if errors.Is(err, recovery.ErrCaseName) {
			words = "case.phrase_name"
		}
		return p.draw(r, web.Unprocessable, ui.Form{
			Values: map[string]string{"phrase": read}, Errors: map[string]string{"phrase": r.Locale.T(words)},
		})
	}
	return p.did(r, err)
}

// What stands on the case's page when something could not be done.
var caseRefusals = []struct {
	err   error
	words string
}{
	{recovery.ErrDone, "case.refused_done"},
	{recovery.ErrSamePerson, "case.refused_same"},
	{access.ErrNewStaff, "case.waits_new"},
	{recovery.ErrOwnCase, "case.refused_own"},
	{recovery.ErrChanged, "case.refused_changed"},
	{recovery.ErrProofsMissing, "case.refused_proofs"},
	{recovery.ErrUnchecked, "case.refused_items"},
	{recovery.ErrNotNow, "case.refused_now"},
	{recovery.ErrMayNot, "case.refused_now"},
	{recovery.ErrNotAllowed, "case.refused_now"},
	{recovery.ErrOff, "case.off"},
	{access.ErrFrozen, "case.frozen"},
}

func (p *CasePages) did(r *web.Request, err error) error {
	if err == nil {
		return r.Go(caseList + "/" + r.Param("id"))
	}
	for _, refusal := range caseRefusals {
		if errors.Is(err, refusal.err) {
			return p.draw(r, web.Unprocessable, ui.Form{Alert: r.Locale.T(refusal.words)})
		}
	}
	if errors.Is(err, recovery.ErrNoCase) {
		return web.ErrNotFound
	}
	return err
}
