package prompt

import (
	"latchkey/components/ui"
	"latchkey/internal/password"
	"latchkey/server/web"

	"golang.org/x/time/rate"
)

// Meter rates a new password while it is typed. It knows nobody's password, so nothing can be guessed with it.
type Meter struct {
	checker *password.StrengthChecker
	judging *rate.Limiter
}

// Judgements a second for everybody on the pages of one meter together; beyond it the meter stays empty.
const judgements = 100

// NewMeter returns a meter with its own limit, so that the people on one page don't use up the meter of
// another.
func NewMeter(checker *password.StrengthChecker) *Meter {
	return &Meter{checker: checker, judging: rate.NewLimiter(judgements, judgements)}
}

// Show answers with the rating of the password in the form. The words in about (name, address) make a password
// weak; they are those that the page's own form checks too, so the meter reveals no more than the form. Beyond
// the limit the meter stays empty.
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

// NoStrength answers with an empty meter.
func NoStrength(r *web.Request) error { return r.Draw(ui.Strength(ui.StrengthProps{})) }

var scoreWords = []string{"strength.score_0", "strength.score_1", "strength.score_2", "strength.score_3", "strength.score_4"}

// Weak says, in the person's language, why a new password is refused.
func Weak(r *web.Request, reason password.Reason) string { return r.Locale.T(weakWords[reason]) }

var weakWords = map[password.Reason]string{
	password.TooShort: "strength.too_short", password.TooLong: "strength.too_long", password.Common: "strength.common",
	password.Breached: "strength.breached", password.Personal: "strength.personal",
	password.Current: "strength.current",
}
