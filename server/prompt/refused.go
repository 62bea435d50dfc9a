package prompt

import (
	"errors"
	"strings"
	"time"

	"latchkey/components/ui"
	"latchkey/internal/address"
	"latchkey/internal/authn"
	"latchkey/internal/code"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/internal/throttle"
	"latchkey/server/web"

	"github.com/gofiber/fiber/v2"
)

// Refused returns the form and the status for an answer that was not accepted. A wrong answer is explained
// beside field; a limit, above the form.
func Refused(r *web.Request, field string, kind factor.Kind, v authn.Verdict) (ui.Form, int) {
	if v.Refusal != nil {
		return ui.Form{Alert: tooMany(r, wordsOf(kind), v.Refusal)}, fiber.StatusTooManyRequests
	}
	return ui.Form{Errors: map[string]string{field: problem(r, kind, v.Outcome)}}, web.Unprocessable
}

// WrongPassword returns the form and the status for a refused password; words is the key of the sentence for a
// wrong one.
func WrongPassword(r *web.Request, words string, v authn.Verdict) (ui.Form, int) {
	if v.Refusal != nil {
		return ui.Form{Alert: tooMany(r, "password", v.Refusal)}, fiber.StatusTooManyRequests
	}
	return ui.Form{Alert: r.Locale.T(words)}, web.Unprocessable
}

// TooManyMails returns the form and the status when a limit refuses another e-mail.
func TooManyMails(r *web.Request, refusal *throttle.Refusal) (ui.Form, int) {
	return ui.Form{Alert: tooMany(r, "mail", refusal)}, fiber.StatusTooManyRequests
}

func tooMany(r *web.Request, what string, refusal *throttle.Refusal) string {
	if refusal.Spent {
		return r.Locale.T("refused." + what + "_spent")
	}
	seconds := int(refusal.Wait.Round(time.Second).Seconds()) + 1
	r.RetryAfter(seconds)
	return r.Locale.T("refused."+what+"_wait", "Wait", r.Locale.Duration(refusal.Wait))
}

var formWords = map[code.Problem]string{
	code.Empty: "empty", code.NotDigits: "characters", code.BadCharacter: "characters", code.TooShort: "length", code.TooLong: "length",
}

func problem(r *web.Request, kind factor.Kind, o factor.Outcome) string {
	key := "refused." + wordsOf(kind) + "_"
	switch o.Problem {
	case factor.NotSent, factor.Expired, factor.Dead, factor.SameMailbox, factor.TooWeak, factor.TooNew:
		return r.Locale.T(sentWords[o.Problem])
	case factor.Malformed:
		return r.Locale.T(key + formWords[o.Form])
	case factor.Copied:
		return r.Locale.T("refused.passkey_copied")
	case factor.Used:
		return r.Locale.T(key + "used")
	case factor.ClockOff:
		return clockOff(r, o.Drift, o.Follows)
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
	factor.SameMailbox: "refused.same_mailbox", factor.TooWeak: "refused.too_weak", factor.TooNew: "refused.too_new",
}

// Beyond this the wait is a budget's, not that of one code after another.
const longWait = 15 * time.Minute

// NotSent returns the alert and the status for a code that was not sent, because of a limit (refusal) or an
// error that the person can act on. It returns "" and 0 if nothing is wrong, and passes every other error on as
// other.
func NotSent(r *web.Request, refusal *throttle.Refusal, err error) (alert string, status int, other error) {
	switch {
	case errors.Is(err, factor.ErrSameMailbox):
		return r.Locale.T("refused.same_mailbox"), web.Unprocessable, nil
	case errors.Is(err, factor.ErrNoMethod), errors.Is(err, credential.ErrNotOffered):
		return r.Locale.T("refused.not_offered"), web.Unprocessable, nil
	case err != nil || refusal == nil:
		return "", 0, err
	}
	r.RetryAfter(int(refusal.Wait.Seconds()) + 1)
	words := "refused.resend_wait"
	if refusal.Wait > longWait {
		words = "refused.resend_later"
	}
	return r.Locale.T(words, "Wait", r.Locale.Duration(refusal.Wait)), fiber.StatusTooManyRequests, nil
}

// clockOff says by how much a code is off, and what to do where the next one will not do either: waiting for it would go on
// for ever.
func clockOff(r *web.Request, drift time.Duration, follows bool) string {
	words, by := "refused.clock_fast", r.Locale.Duration(drift)
	switch {
	case drift.Abs() < time.Minute && !follows:
		return r.Locale.T("refused.clock_elsewhere")
	case drift.Abs() < time.Minute:
		return r.Locale.T("refused.clock_changed")
	case drift < 0:
		words, by = "refused.clock_slow", r.Locale.Duration(-drift)
	}
	said := r.Locale.T(words, "By", by)
	if !follows {
		said += " " + r.Locale.T("refused.clock_right")
	}
	return said
}

// BadName returns the key of what to say of a person's name that was refused with err; "" if it was not.
func BadName(name string, err error) string {
	switch {
	case err == nil:
		return ""
	case strings.TrimSpace(name) == "":
		return "refused.name_empty"
	}
	return "refused.name"
}

// BadEmail returns the key of what to say of an address that was refused with err: otherwise, unless more is known.
func BadEmail(err error, otherwise string) string {
	if errors.Is(err, address.ErrLocal) {
		return "refused.email_letters"
	}
	return otherwise
}
