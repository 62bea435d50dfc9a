package desk

import (
	"context"
	"errors"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/restore"
	"latchkey/internal/user"
	"latchkey/server/web"
)

const restoredPage = "/desk/restored"

// Restored shows what is left to do after the database was put back.
func (p *Pages) Restored(r *web.Request) error {
	state, err := p.Restore.State(r.Context(), r.Site.DB.Read())
	if err != nil {
		return err
	}
	return r.Screen(0, "desk", "restored.title", screen.Restored(screen.RestoredProps{
		Why: string(state.Why), When: r.DateTime(state.At), Held: state.OnHold, Decides: r.Session.Role == user.Administrator,
	}))
}

// AcknowledgeRestored records that an administrator knows of the restore.
func (p *Pages) AcknowledgeRestored(r *web.Request) error {
	return p.afterRestore(r, "restored.acknowledge", p.Restore.Acknowledge)
}

// SendHeld has the messages sent that were held.
func (p *Pages) SendHeld(r *web.Request) error {
	return p.afterRestore(r, "restored.send", p.Restore.SendHeld)
}

// ConfirmDropHeld asks before the messages that were held are given up.
func (p *Pages) ConfirmDropHeld(r *web.Request) error {
	state, err := p.Restore.State(r.Context(), r.Site.DB.Read())
	if err != nil {
		return err
	}
	if state.OnHold == 0 {
		return r.Go(restoredPage)
	}
	return ask(r, "desk", screen.QuestionProps{
		Title:  r.Locale.N("restored.drop_title", state.OnHold),
		Points: []string{r.Locale.T("restored.held_what"), r.Locale.T("restored.drop_what")},
		Action: restoredPage + "/drop", Submit: r.Locale.T("restored.drop"), Back: restoredPage, BackToName: r.Locale.T("restored.title"),
	})
}

// DropHeld gives the messages up that were held.
func (p *Pages) DropHeld(r *web.Request) error {
	return p.afterRestore(r, "restored.drop", p.Restore.DropHeld)
}

// afterRestore does one thing, and shows what is left. Words are those of the button.
func (p *Pages) afterRestore(r *web.Request, words string, do func(context.Context, access.Caller) error) error {
	err := do(r.Context(), r.Caller())
	if err == nil || errors.Is(err, restore.ErrNothing) { // somebody else was faster: the page says what is left
		return r.Go(restoredPage)
	}
	return r.RequireStepUp(err, web.PendingAction{Do: r.Locale.T(words), Page: restoredPage})
}

// putBack warns of a restore that nobody has acknowledged, and of messages that are held since.
func (p *Pages) putBack(r *web.Request) ([]ui.Banner, error) {
	state, err := p.Restore.State(r.Context(), r.Site.DB.Read())
	if err != nil || state.Why == "" && state.OnHold == 0 {
		return nil, err
	}
	text := r.Locale.N("restored.held", state.OnHold)
	if state.Why != "" {
		text = r.Locale.T("restored.warn_" + string(state.Why))
	}
	return []ui.Banner{{Kind: "warning", Text: text, LinkText: r.Locale.T("restored.link"), LinkURL: restoredPage}}, nil
}
