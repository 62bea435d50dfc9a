package desk

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/recovery"
	"latchkey/internal/support"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// Show shows one case: its proofs, its checklist, and what this member of staff may decide.
func (p *CasePages) Show(r *web.Request) error { return p.draw(r, 0, ui.Form{}) }

func version(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return -1 // a version that no case has
	}
	return n
}

// file is the case that the page is about. That staff looked at its person is in the log.
func (p *CasePages) file(r *web.Request) (recovery.File, error) {
	f, err := p.Cases.File(r.Context(), r.Param("id"))
	if errors.Is(err, recovery.ErrNoCase) {
		return f, web.ErrNotFound
	}
	if err != nil {
		return f, err
	}
	return f, p.Staff.Viewed(r.Context(), r.Caller(), f.UserID)
}

func (p *CasePages) draw(r *web.Request, status int, form ui.Form) error {
	f, err := p.file(r)
	if err != nil {
		return err
	}
	names, err := p.names(r, f)
	if err != nil {
		return err
	}
	reader, err := p.Users.ByID(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return err
	}
	view := fileView{File: f, r: r, names: names, reader: reader}
	props := screen.CaseProps{
		Form: form, ID: f.ID, Reference: r.Phrase(f.Reference()), Name: f.Name, Email: user.PlainEmail(f.Email),
		State: shownState(f.Case, f.Sufficient()), Version: f.Version,
		Opened: r.DateTime(f.OpenedAt), OpenedBy: r.Locale.T("case.by_person"),
		PersonURL: personPage(f.UserID), AuditURL: web.WithQuery("/desk/audit", "person", f.Email), Frozen: f.Frozen,
		Own: f.UserID == r.Session.UserID, Needed: f.Choices.RecoveryNeeded,
		Keys: view.keys(), Steps: view.steps(),
	}
	for _, k := range f.Keys {
		props.Given = max(props.Given, min(k.Given(f.Choices), props.Needed))
	}
	if !f.State.Over() && f.State != recovery.Ready {
		props.Longer = string(f.Longer)
	}
	if f.OpenedBy != "" {
		props.OpenedBy = r.Locale.T("case.by_staff", "Name", view.names[f.OpenedBy])
	}
	view.work(&props)
	if err := p.compare(r, f, &props); err != nil {
		return err
	}
	if props.NextURL, err = p.next(r, f.ID); err != nil {
		return err
	}
	return r.Show(named(status, "cases", f.Name, screen.Case(props)))
}

// compare is what the person's answers are compared with, and what speaks for caution.
func (p *CasePages) compare(r *web.Request, f recovery.File, props *screen.CaseProps) error {
	person, err := p.Users.ByID(r.Context(), r.Site.DB.Read(), f.UserID)
	if err != nil {
		return err
	}
	props.Phone, props.PasswordChanged = person.Phone, r.Date(person.PasswordChanged())
	if props.Accounts, props.Invoices, err = holds(r, p.Accounts, p.Invoices, f.UserID); err != nil {
		return err
	}
	domains, err := p.Domains.List(r.Context(), r.Site.DB.Read(), f.UserID)
	if err != nil {
		return err
	}
	names := make([]string, min(len(domains), mostInvoices))
	for i := range names {
		names[i] = ui.LTR(domains[i].Name)
	}
	props.Domains = strings.Join(names, r.Locale.T("settings.comma"))
	sessions, err := r.Site.Sessions.List(r.Context(), r.Site.DB.Read(), f.UserID)
	if err != nil {
		return err
	}
	said := func(words, value string) {
		props.Risk = append(props.Risk, ui.Choice{Value: r.Locale.T(words), Label: value})
	}
	props.Waits72 = f.Longer != recovery.NoCaution
	said("security.password", cmp.Or(r.Date(person.PasswordChanged()), r.Locale.T("case.risk_never")))
	email := "case.risk_email_same"
	if f.EmailChanged() {
		email = "case.risk_email_changed"
	}
	said("desk_ticket.guest_email", r.Locale.T(email))
	known := "case.risk_browser_new"
	if slices.ContainsFunc(f.Keys, func(k recovery.Key) bool { return !k.Proofs[recovery.Browser].IsZero() }) {
		known = "case.risk_browser_known"
	}
	said("case.risk_browser", r.Locale.T(known))
	said("desk_ticket.last_seen", cmp.Or(lastSeen(r, sessions), r.Locale.T("desk_ticket.signed_out")))
	said("case.risk_account", r.Date(person.CreatedAt))
	return nil
}

// next is the page of the case that has waited longest beside this one; "" if none does.
func (p *CasePages) next(r *web.Request, id string) (string, error) {
	all, err := p.Cases.InQueue(r.Context(), r.Site.DB.Read())
	at := slices.IndexFunc(all, func(c support.Case) bool { return c.ID == id })
	for i := range all {
		if c := all[(at+1+i)%len(all)]; c.ID != id && c.OnUs {
			return caseList + "/" + c.ID, err
		}
	}
	return "", err
}

// names are those of the staff in a case's history.
func (p *CasePages) names(r *web.Request, f recovery.File) (map[string]string, error) {
	var ids []string
	for _, s := range f.Steps {
		ids = append(ids, s.StaffID)
	}
	return p.Users.Names(r.Context(), r.Site.DB.Read(), ids)
}

// fileView puts a case into words for one member of staff.
type fileView struct {
	recovery.File
	r     *web.Request
	names map[string]string

	reader user.User
}

func (v fileView) keys() []screen.CaseKey {
	var keys []screen.CaseKey
	for _, k := range v.Keys {
		key := screen.CaseKey{Phrase: v.r.Phrase(k.Number), Enough: k.Suffices(v.Choices)}
		for _, kind := range slices.Sorted(maps.Keys(k.Proofs)) {
			key.Proofs = append(key.Proofs, ui.Choice{Value: string(kind), Label: v.r.DateTime(k.Proofs[kind])})
		}
		keys = append(keys, key)
	}
	return keys
}

func (v fileView) steps() []screen.CaseStep {
	var steps []screen.CaseStep
	for _, s := range slices.Backward(v.Steps) {
		step := screen.CaseStep{Event: string(s.Event), When: v.r.Moment(s.At).InFull(), Who: v.names[s.StaffID]}
		if s.StaffID == "" {
			step.Who = v.r.Locale.T("case.who_" + string(s.Actor))
		}
		switch s.Event {
		case recovery.Pause:
			switch s.Actor {
			case recovery.Owner:
				step.Event = "pause-entered"
			case recovery.Time:
				step.Event = "pause-restored"
			}
		case recovery.Prove, recovery.Vouch:
			step.Item = v.r.Locale.T("case.proof_" + s.Item)
		case recovery.Tick:
			step.Item = v.r.Locale.T("case.item_" + s.Item)
		}
		steps = append(steps, step)
	}
	return steps
}

// work is what whoever looks can do now, and what the case waits for otherwise.
func (v fileView) work(p *screen.CaseProps) {
	staff := v.reader
	for _, item := range recovery.Checklist {
		row := screen.CaseItem{Item: item}
		if i := slices.IndexFunc(v.Checks, func(c recovery.Check) bool { return c.Item == item }); i >= 0 {
			row.Done = v.r.Locale.T("case.ticked", "Name", v.names[v.Checks[i].StaffID], "When", v.r.DateTime(v.Checks[i].At))
		}
		p.Items = append(p.Items, row)
	}
	p.CanTick = v.Works(staff)
	for _, proof := range v.Vouches(staff) {
		p.Vouches = append(p.Vouches, string(proof))
	}
	for _, event := range []recovery.Event{recovery.Submit, recovery.Approve, recovery.SendBack, recovery.Resume, recovery.Stop} {
		err := v.May(event, staff)
		if err == nil {
			p.Acts = append(p.Acts, string(event))
		}
		for _, wait := range caseWaits {
			if errors.Is(err, wait.err) {
				p.Waits = []string{v.r.Locale.T(wait.words)}
			}
		}
		if event == recovery.Submit && (errors.Is(err, recovery.ErrProofsMissing) || errors.Is(err, recovery.ErrUnchecked)) {
			p.Waits = v.missing()
		}
	}
	p.What = v.r.Locale.T(v.what(p), "Ready", v.r.DateTime(v.ReadyAt))
	for _, event := range []recovery.Event{recovery.SendBack, recovery.Resume} {
		if slices.Contains(p.Acts, string(event)) {
			p.Loses = v.r.Locale.T("case.loses_" + string(event))
		}
	}
	if p.Own || v.State == recovery.Waiting || v.State == recovery.Ready { // where nothing waits for staff
		p.Waits = nil
	}
}

// missing is what has to be there before the case can be sent for approval.
func (v fileView) missing() (sentences []string) {
	if !v.Sufficient() {
		sentences = append(sentences, v.r.Locale.T("case.waits_proofs"))
	}
	if left := len(recovery.Checklist) - len(v.Checks); left > 0 {
		sentences = append(sentences, v.r.Locale.N("case.waits_items", left))
	}
	return sentences
}

// what says what the case's state means for whoever looks, and who does what next.
func (v fileView) what(p *screen.CaseProps) string {
	key := "case.what_" + string(v.State)
	switch v.State {
	case recovery.Open:
		if slices.Contains(p.Acts, string(recovery.Submit)) {
			return key + "_complete"
		}
		if !p.CanTick {
			return key + "_others"
		}
	case recovery.Review:
		if !slices.Contains(p.Acts, string(recovery.Approve)) {
			return key + "_others"
		}
	case recovery.Waiting, recovery.Ready:
		if v.OpenedBy != "" {
			return key + "_staff"
		}
	case recovery.Paused:
		return key + "_" + v.Reason
	}
	return key
}

// shownState is the state of a case as staff are told it: one that its owner paused comes first of all, and one whose proofs
// suffice waits for them.
func shownState(c recovery.Case, proved bool) string {
	if c.State == recovery.Open && proved {
		return "proved"
	}
	if c.PausedByOwner() {
		return "paused_owner"
	}
	return string(c.State)
}

// What a case waits for, by what keeps it from going on.
var caseWaits = []struct {
	err   error
	words string
}{
	{access.ErrOnlyAdministrators, "case.waits_administrator"},
	{recovery.ErrSamePerson, "case.waits_second"},
	{access.ErrNewStaff, "case.waits_new"},
}
