package main

import (
	"context"
	"net/http"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/factor/passkey/passkeytest"
	"latchkey/internal/message"
	"latchkey/internal/throttle"
)

// confirmsByMail has a code sent for "Confirm it's you", and returns how to answer it.
func confirmsByMail(b *browser) (code string, answer func(code string) page) {
	b.t.Helper()
	b.s.clock.Advance(31 * time.Minute) // until every earlier wait is over
	way := between(b.t, b.get("/confirm").body, `name="way" value="`, `"`)
	b.post("/confirm/send", "way", way).leads(b.t, "/confirm?next=%2Fsecurity&way="+way)
	return b.s.sentCode(message.Email), func(code string) page { return b.post("/confirm", "way", way, "code", code) }
}

// Each refusal of a code that was sent says what is wrong with it and what to do next.
func TestWhatASentCodeIsRefusedFor(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.turnOnByEmail()
	code, answer := confirmsByMail(b)
	answer(code).leads(t, "/security")
	answer(code).says(t, http.StatusUnprocessableEntity, "Your code was used already. Ask for a new one.")

	code, answer = confirmsByMail(b)
	s.clock.Advance(10 * time.Minute)
	answer(code).says(t, http.StatusUnprocessableEntity, "That code is more than 10 minutes old. Ask for a new one.")

	code, answer = confirmsByMail(b)
	answer(code).leads(t, "/security")
	code, answer = confirmsByMail(b)
	for range 5 {
		answer(other(code)).says(t, http.StatusUnprocessableEntity, "That code is not right. Type the newest one that we sent.")
	}
	wait := answer(code)
	wait.says(t, http.StatusTooManyRequests, "Too many wrong codes. Wait 30 seconds, then ask for a new one.")
	if wait.header.Get("Retry-After") == "" {
		t.Error("nothing says when to come back")
	}
	s.clock.Advance(time.Minute)
	answer(code).says(t, http.StatusUnprocessableEntity, "There were five wrong tries, so that code is dead. Ask for a new one, or use another way.")
}

// chargeLimit counts so many in a budget, as that many guesses or messages would.
func chargeLimit(s *server, limit string, rule throttle.Rule) {
	s.t.Helper()
	err := s.host.DB.InTx(s.t.Context(), func(ctx context.Context, tx db.Tx) error {
		return s.host.Changes.Limiter.Add(ctx, tx, throttle.Limit{Name: limit, Rule: rule}, rule.Budget)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// When a budget is used up the page says so, and leads elsewhere; it never just asks to try again.
func TestASpentBudgetHasWords(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.turnOnByEmail()
	who, err := s.host.Changes.Users.ByEmail(t.Context(), s.host.DB.Read(), ada)
	if err != nil {
		t.Fatal(err)
	}
	stranger := s.browser()
	stranger.signIn().leads(t, "/sign-in/code")
	way := between(t, stranger.get("/sign-in/code").body, `name="way" value="`, `"`)
	s.clock.Advance(time.Minute)
	chargeLimit(s, "send/email/person/"+who.ID+"/strangers", throttle.Rule{Budget: 20, Daily: true})
	later := stranger.post("/sign-in/send", "way", way)
	later.says(t, http.StatusTooManyRequests, "Too many codes were sent. Use another way, or wait ")
	if later.header.Get("Retry-After") == "" {
		t.Error("nothing says when codes are sent again")
	}
	chargeLimit(s, "email/"+who.ID, throttle.Rule{Budget: 500})
	stranger.post("/sign-in/verify", "kind", "email", "way", way, "code", s.sentCode(message.Email)).says(t, http.StatusTooManyRequests,
		"There were too many wrong codes, so sent codes are not accepted here any more. Use another way, or contact support.")
}

// A set-up of a passkey that can't begin says why, also to the module, which shows it on the page.
func TestAPasskeyThatCannotBeAddedSaysWhy(t *testing.T) {
	s := bootForPasskeys(t)
	b := s.browser()
	b.signIn()
	b.makes(passkeytest.New(t, s.url))
	for range 9 {
		b.makes(passkeytest.New(t, s.url)).leads(t, "/security?done=added")
	}
	const many = "That is more methods than one person may have. Remove one first."
	for _, path := range []string{"/security/passkeys/new/options", "/security/passkeys/new"} {
		b.post(path, "name", "Blue key").says(t, http.StatusUnprocessableEntity, many)
	}
	b.post("/security/methods/new", "method", "totp").says(t, http.StatusUnprocessableEntity, many)
	b.post("/security/methods/whatsapp", "phone", adaPhone).says(t, http.StatusUnprocessableEntity, many)

	s.set("methods.allowed", "totp,email")
	for _, path := range []string{"/security/passkeys/new/options", "/security/passkeys/new"} {
		b.post(path, "name", "Blue key").says(t, http.StatusUnprocessableEntity, "This method is not available here just now. Use another way.")
	}
}

// The field takes typed codes. Whatever else the form calls itself, the answer is about the method that is asked for.
func TestAnAnswerOfNoKindThereIsIsAnAppsCode(t *testing.T) {
	s := boot(t)
	b := s.browser()
	secret, codes := b.turnOn()
	for _, kind := range []string{"", "backup", "passkey", "TOTP", "sent", "<b>", "clock_slow"} {
		o := s.browser()
		o.signIn().leads(t, "/sign-in/code")
		o.post("/sign-in/verify", "kind", kind, "code", "12").says(t, http.StatusUnprocessableEntity, "A code has exactly six digits. Type the one that your app shows.")
		o.post("/sign-in/verify", "kind", kind, "code", codes[0]).says(t, http.StatusUnprocessableEntity, "Type the one that your app shows.")
		o.post("/sign-in/verify", "kind", kind, "code", s.code(secret)).leads(t, "/dashboard")
		s.clock.Advance(30 * time.Second)
	}
}
