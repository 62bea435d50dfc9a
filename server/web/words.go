package web

import (
	"errors"
	"strconv"
	"time"

	"latchkey/components/ui"
	"latchkey/internal/authn"
	"latchkey/internal/code"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/internal/throttle"

	"github.com/gofiber/fiber/v2"
)

// Refused is the form, and the status, of an answer that was not accepted: the sentence
// stands beside the field that it was given in.
func (r *Request) Refused(field string, kind factor.Kind, v authn.Verdict) (ui.Form, int) {
	if v.Refusal != nil {
		return ui.Form{Alert: r.tooMany(wordsOf(kind), v.Refusal)}, fiber.StatusTooManyRequests
	}
	return ui.Form{Errors: map[string]string{field: r.problem(kind, v.Outcome)}}, fiber.StatusUnprocessableEntity
}

// WrongPassword is the form, and the status, of a refused password.
func (r *Request) WrongPassword(words string, v authn.Verdict) (ui.Form, int) {
	if v.Refusal != nil {
		return ui.Form{Alert: r.tooMany("password", v.Refusal)}, fiber.StatusTooManyRequests
	}
	return ui.Form{Alert: r.Locale.T(words)}, fiber.StatusUnprocessableEntity
}

// TooManyMails is the form, and the status, where too many messages were asked for.
func (r *Request) TooManyMails(refusal *throttle.Refusal) (ui.Form, int) {
	return ui.Form{Alert: r.tooMany("mail", refusal)}, fiber.StatusTooManyRequests
}

func (r *Request) tooMany(what string, refusal *throttle.Refusal) string {
	if refusal.Spent {
		return r.Locale.T("refused." + what + "_spent")
	}
	seconds := int(refusal.Wait.Round(time.Second).Seconds()) + 1
	r.c.Set(fiber.HeaderRetryAfter, strconv.Itoa(seconds))
	return r.Locale.T("refused."+what+"_wait", "Wait", r.Locale.Duration(refusal.Wait))
}

var formWords = map[code.Problem]string{
	code.Empty: "empty", code.NotDigits: "characters", code.BadCharacter: "characters", code.TooShort: "length", code.TooLong: "length",
}

func (r *Request) problem(kind factor.Kind, o factor.Outcome) string {
	key := "refused." + wordsOf(kind) + "_"
	switch o.Problem {
	case factor.NotSent, factor.Expired, factor.Dead, factor.SameMailbox, factor.TooWeak:
		return r.Locale.T(sentWords[o.Problem])
	case factor.Malformed:
		return r.Locale.T(key + formWords[o.Form])
	case factor.Used:
		return r.Locale.T(key + "used")
	case factor.ClockOff:
		return r.clockOff(o.Drift)
	}
	return r.Locale.T(key + "wrong")
}

// wordsOf are the words of a kind's refusals: codes that are sent have theirs in common.
func wordsOf(kind factor.Kind) string {
	if kind == factor.Email || kind == factor.WhatsApp {
		return "sent"
	}
	return string(kind)
}

var sentWords = map[factor.Problem]string{
	factor.NotSent: "refused.sent_none", factor.Expired: "refused.sent_expired", factor.Dead: "refused.sent_dead",
	factor.SameMailbox: "refused.same_mailbox", factor.TooWeak: "refused.too_weak",
}

// Beyond this the wait is a budget's, not that of one code after another.
const longWait = 15 * time.Minute

// NotSent is the alert, and the status, of a code that was not sent; other errors pass.
func (r *Request) NotSent(refusal *throttle.Refusal, err error) (alert string, status int, other error) {
	switch {
	case errors.Is(err, factor.ErrSameMailbox):
		return r.Locale.T("refused.same_mailbox"), fiber.StatusUnprocessableEntity, nil
	case errors.Is(err, factor.ErrNoMethod), errors.Is(err, credential.ErrNotOffered):
		return r.Locale.T("refused.not_offered"), fiber.StatusUnprocessableEntity, nil
	case err != nil || refusal == nil:
		return "", 0, err
	}
	r.c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(refusal.Wait.Seconds())+1))
	words := "refused.resend_wait"
	if refusal.Wait > longWait {
		words = "refused.resend_later"
	}
	return r.Locale.T(words, "Wait", r.Locale.Duration(refusal.Wait)), fiber.StatusTooManyRequests, nil
}

func (r *Request) clockOff(drift time.Duration) string {
	switch {
	case drift.Abs() < time.Minute:
		return r.Locale.T("refused.clock_changed")
	case drift < 0:
		return r.Locale.T("refused.clock_slow", "By", r.Locale.Duration(-drift))
	}
	return r.Locale.T("refused.clock_fast", "By", r.Locale.Duration(drift))
}

// Reminders are the banners that a person's security calls for.
func (r *Request) Reminders(s factor.State) []ui.Banner {
	if !s.On() {
		return nil
	}
	banner := ui.Banner{Kind: "warning", LinkText: r.Locale.T("banner.make_codes"), LinkURL: "/security/backup-codes/new"}
	switch {
	case s.Backup.SavedAt.IsZero():
		banner.Text = r.Locale.T("banner.codes_unsaved")
	case s.Backup.Left < factor.FewBackupCodes:
		banner.Text = r.Locale.N("banner.codes_left", s.Backup.Left)
	default:
		return nil
	}
	return []ui.Banner{banner}
}

// CheckUp is the banner that asks, once, whether the app still works; none while there are others.
func (r *Request) CheckUp(s factor.State, others []ui.Banner) []ui.Banner {
	if len(others) > 0 || !s.CheckUpDue(r.Site.Clock.Now()) {
		return others
	}
	return []ui.Banner{{
		Kind: "info", Text: r.Locale.T("check_up.banner"), LinkText: r.Locale.T("check_up.banner_link"), LinkURL: "/security/check-up",
	}}
}

// Clock is the server's time for the page.
func (r *Request) Clock() ui.CodeClock {
	return ui.CodeClock{ServerNow: int64(r.Site.Clock.Now())}
}
