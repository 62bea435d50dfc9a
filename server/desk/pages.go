// Package desk serves the pages of the host's staff: people and the state of their security, recovery cases,
// stuck messages, the audit log, policy and settings, and the one-time set-up of the first administrator. What
// staff may do is decided by internal/staff, internal/contact and internal/recovery.
package desk

import (
	"context"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/attachment"
	"latchkey/internal/audit"
	"latchkey/internal/contact"
	"latchkey/internal/factor"
	"latchkey/internal/invoice"
	"latchkey/internal/message"
	"latchkey/internal/pace"
	"latchkey/internal/policy"
	"latchkey/internal/recovery"
	"latchkey/internal/restore"
	"latchkey/internal/staff"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// Pages holds the other handlers of the desk and what they need.
type Pages struct {
	Staff    *staff.Service
	Contact  *contact.Service
	Gate     *access.Gate
	Factors  *factor.Factors
	Outbox   *message.Outbox
	Log      *audit.Log
	Users    *user.Users
	Accounts *account.Accounts
	Invoices *invoice.Invoices
	Tickets  *ticket.Tickets
	Files    *attachment.Files
	Policies *policy.Policies
	Restore  *restore.Service
	Checker  *audit.Checker
	Pace     *pace.Pace // of an export
	Meter    *prompt.Meter
	// Cases counts the recovery cases under way. If it is nil, the overview shows no count.
	Cases func(ctx context.Context) (recovery.Count, error)
	// Recover returns what a person's page says about recovery; see [CasePages.Recover]. If it is nil, the page
	// says nothing.
	Recover func(*web.Request, user.User) (screen.Recovery, error)
}

// ask draws the question before an act that ends something.
func ask(r *web.Request, section string, q screen.QuestionProps) error {
	return r.Screen(0, section, "", screen.Question(q))
}

// fresh leads to "Confirm it's you" before a form is shown rather than after it is filled in.
func (p *Pages) fresh(r *web.Request) error { return p.Gate.AsStaff(r.Context(), r.Session) }

var deskDone = map[string]string{"on": "security.done_on"}

// Overview shows what waits for staff, and what they are warned of.
func (p *Pages) Overview(r *web.Request) error {
	ctx, tx := r.Context(), r.Site.DB.Read()
	people, unsafe, err := p.Users.Count(ctx, tx)
	if err != nil {
		return err
	}
	stuck, err := p.Outbox.Stuck(ctx, tx)
	if err != nil {
		return err
	}
	props := screen.OverviewProps{
		Name: r.Session.Name, People: people, Unsafe: unsafe, Stuck: len(stuck), Cases: -1, Waiting: r.Waits(), Alerts: r.Alerts(),
		Done: r.Said("done", deskDone),
	}
	if props.Warnings, err = p.warnings(r); err != nil {
		return err
	}
	if p.Cases != nil {
		count, err := p.Cases(ctx)
		if err != nil {
			return err
		}
		props.Cases, props.ForStaff = count.UnderWay, count.ForStaff
		if paused := count.PausedByOwner; paused > 0 { // somebody may be about to lose their account: it stands first
			first := ui.Banner{Kind: "error", Text: r.Locale.N("desk.warn_paused", paused), LinkText: r.Locale.T("desk.to_cases"), LinkURL: caseList}
			props.Warnings = append([]ui.Banner{first}, props.Warnings...)
		}
	}
	return r.Screen(0, "desk", "", screen.Overview(props))
}
