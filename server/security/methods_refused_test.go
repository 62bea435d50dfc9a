package security_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/factor/passkey/passkeytest"
	"latchkey/internal/message"
	"latchkey/internal/throttle"
	"latchkey/server/hosttest"
)

// confirmsByMail has a code sent for "Confirm it’s you", and returns how to answer it.
func confirmsByMail(b *hosttest.Browser) (code string, answer func(code string) hosttest.Page) {
	b.T.Helper()
	b.Server.Clock.Advance(31 * time.Minute) // until every earlier wait is over
	way := hosttest.Between(b.T, b.Get("/confirm").Body, `name="way" value="`, `"`)
	b.Post("/confirm/send", "way", way).Leads(b.T, "/confirm?next=%2Fsecurity&way="+way)
	return b.Server.SentCode(message.Email), func(code string) hosttest.Page { return b.Post("/confirm", "way", way, "code", code) }
}

// Each refusal of a code that was sent says what is wrong with it and what to do next.
func TestWhatASentCodeIsRefusedFor(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.TurnOnByEmail()
	code, answer := confirmsByMail(b)
	answer(code).Leads(t, "/security")
	answer(code).Says(t, http.StatusUnprocessableEntity, "Your code was used already. Send a new one.")

	code, answer = confirmsByMail(b)
	s.Clock.Advance(10 * time.Minute)
	answer(code).Says(t, http.StatusUnprocessableEntity, "That code expired after 10 minutes. Send a new one.")

	code, answer = confirmsByMail(b)
	answer(code).Leads(t, "/security")
	code, answer = confirmsByMail(b)
	for range 5 {
		answer(hosttest.OtherCode(code)).Says(t, http.StatusUnprocessableEntity, "That code didn’t work. Enter the newest code we sent you.")
	}
	wait := answer(code)
	wait.Says(t, http.StatusTooManyRequests, "Too many wrong codes. Wait 30 seconds, then send a new one.")
	if wait.Header.Get("Retry-After") == "" {
		t.Error("nothing says when to come back")
	}
	s.Clock.Advance(time.Minute)
	answer(code).Says(t, http.StatusUnprocessableEntity,
		"There were five wrong attempts, so this code no longer works. Send a new one or use another way.")
}

// chargeLimit counts so many in a budget, as that many guesses or messages would.
func chargeLimit(s *hosttest.Server, limit string, rule throttle.Rule) {
	s.T.Helper()
	err := s.Host.DB.InTx(s.T.Context(), func(ctx context.Context, tx db.Tx) error {
		held, _, err := s.Host.Limiter.ReserveOne(ctx, tx, throttle.Limit{Name: limit, Rule: rule})
		return errors.Join(err, held.Fail(ctx, tx, rule.Budget))
	})
	if err != nil {
		s.T.Fatal(err)
	}
}

// When a budget is used up the page says so, and leads elsewhere; it never just asks to try again.
func TestASpentBudgetHasWords(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.TurnOnByEmail()
	who, err := s.Host.Users.ByEmail(t.Context(), s.Host.DB.Read(), hosttest.Ada)
	if err != nil {
		t.Fatal(err)
	}
	stranger := s.Browser()
	stranger.SignIn().Leads(t, "/sign-in/code")
	way := hosttest.Between(t, stranger.Get("/sign-in/code").Body, `name="way" value="`, `"`)
	s.Clock.Advance(time.Minute)
	chargeLimit(s, "send/email/person/"+who.ID+"/strangers", throttle.Rule{Budget: 20, Daily: true})
	later := stranger.Post("/sign-in/send", "way", way)
	later.Says(t, http.StatusTooManyRequests, "We’ve sent too many codes. Use another way, or wait ")
	if later.Header.Get("Retry-After") == "" {
		t.Error("nothing says when codes are sent again")
	}
	chargeLimit(s, "email/"+who.ID, throttle.Rule{Budget: 500})
	stranger.Post("/sign-in/verify", "kind", "email", "way", way, "code", s.SentCode(message.Email)).Says(t, http.StatusTooManyRequests,
		"There were too many wrong codes, so codes by email and WhatsApp no longer work here. Use another way or contact support.")
}

// A set-up of a passkey that can't begin says why, also to the module, which shows it on the page.
func TestAPasskeyThatCannotBeAddedSaysWhy(t *testing.T) {
	t.Parallel()
	s := hosttest.BootForPasskeys(t)
	b := s.Browser()
	b.SignIn()
	b.MakesPasskey(passkeytest.New(t, s.URL))
	for range 9 {
		b.MakesPasskey(passkeytest.New(t, s.URL)).Leads(t, "/security?done=added")
	}
	const many = "You can’t add any more methods. Remove one first."
	for _, path := range []string{"/security/passkeys/new/options", "/security/passkeys/new"} {
		b.Post(path, "name", "Blue key").Says(t, http.StatusUnprocessableEntity, many)
	}
	b.Post("/security/methods/new", "method", "totp").Says(t, http.StatusUnprocessableEntity, many)
	b.Post("/security/methods/whatsapp", "phone", hosttest.AdaPhone).Says(t, http.StatusUnprocessableEntity, many)

	s.Set("methods.allowed", "totp,email")
	for _, path := range []string{"/security/passkeys/new/options", "/security/passkeys/new"} {
		b.Post(path, "name", "Blue key").Says(t, http.StatusUnprocessableEntity, "This method isn’t available right now. Use another way.")
	}
}

// The field takes typed codes. Whatever else the form calls itself, the answer is about the method that is asked for.
func TestAnAnswerOfNoKindThereIsIsAnAppsCode(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	secret, codes := b.TurnOn()
	for _, kind := range []string{"", "backup", "passkey", "TOTP", "sent", "<b>", "clock_slow"} {
		o := s.Browser()
		o.SignIn().Leads(t, "/sign-in/code")
		o.Post("/sign-in/verify", "kind", kind, "code", "12").
			Says(t, http.StatusUnprocessableEntity, "A code has exactly six digits. Enter the one in your app.")
		o.Post("/sign-in/verify", "kind", kind, "code", codes[0]).Says(t, http.StatusUnprocessableEntity, "Enter the one in your app.")
		o.Post("/sign-in/verify", "kind", kind, "code", s.Code(secret)).Leads(t, "/dashboard")
		s.Clock.Advance(30 * time.Second)
	}
}
