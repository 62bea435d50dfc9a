package prompt

import (
	"latchkey/components/ui"
	"latchkey/internal/password"
	"latchkey/server/web"

	"golang.org/x/time/rate"
)

// Meter says how good a new password is while it is typed. It answers for a password that
// is nobody's yet, so there is nothing to guess by it.
type Meter struct {
	checker *password.StrengthChecker
	judging *rate.Limiter
}

// Judgements a second for everybody on the pages of one meter together; beyond it the meter stays empty.
const judgements = 100

// NewMeter is a meter with a limit of its own, so that those on one page leave those on another theirs.
func NewMeter(checker *password.StrengthChecker) *Meter {
	return &Meter{checker: checker, judging: rate.NewLimiter(judgements, judgements)}
}

// Show answers with what there is to say of the password in the form. About is what the
// page's own form judges by: the meter tells nobody more than that would.
func (m *Meter) Show(r *web.Request, about ...string) error {
	pass := r.Form("password")
	if pass == "" || !m.judging.Allow() {
		return NoStrength(r)
	}
	verdict := m.checker.Check(pass, append(about, r.Site.Settings.Choices(r.Context()).BrandName)...)
	words := r.Locale.T(scoreWords[verdict.Score])
	if !verdict.OK {
		words = Weak(r, verdict.Reason)
	}
	return r.Draw(ui.Strength(ui.StrengthProps{Score: verdict.Score, Words: words}))
}

// NoStrength leaves the meter empty.
func NoStrength(r *web.Request) error { return r.Draw(ui.Strength(ui.StrengthProps{})) }

var scoreWords = []string{"strength.score_0", "strength.score_1", "strength.score_2", "strength.score_3", "strength.score_4"}

// Weak says why a password is refused.
func Weak(r *web.Request, reason password.Reason) string { return r.Locale.T(weakWords[reason]) }

var weakWords = map[password.Reason]string{
	password.TooShort: "strength.too_short", password.TooLong: "strength.too_long", password.Common: "strength.common",
	password.Breached: "strength.breached", password.Personal: "strength.personal",
}
