package security_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

func TestTheMethodIsChosenWhenThereAreSeveral(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	b.Get("/security/two-factor").Says(t, http.StatusOK, `name="choose"`)
	b.Post("/security/two-factor/start", "choose", "yes").Leads(t, "/security/methods/new")
	page := b.Get("/security/methods/new")
	for _, words := range []string{
		"Authenticator app (time-based token)", "Email code", "WhatsApp code", "Continue", "Recommended", "Less secure",
	} {
		page.Says(t, http.StatusOK, words)
	}
	b.Post("/security/methods/new").Says(t, http.StatusUnprocessableEntity, "Choose a method from the list")
	b.Post("/security/methods/new", "method", "totp").Leads(t, "/security/two-factor/scan")

	s.Set("methods.allowed", "totp")
	b.Get("/security/two-factor").Says(t, http.StatusOK, "Get started")
	b.Post("/security/two-factor/start", "choose", "yes").Leads(t, "/security/two-factor/scan")
	b.Post("/security/methods/new", "method", "email").Says(t, http.StatusUnprocessableEntity, "isn’t available right now")
}

func TestAnEmailCodeAsTheSecondStep(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.TurnOnByEmail()
	b.Get("/security").Says(t, http.StatusOK, "Less secure")
	b.Post("/sign-out")

	before := s.CodesSent()
	b.SignIn().Leads(t, "/sign-in/code")
	if s.CodesSent() != before+1 {
		t.Fatal("the right password sent no code")
	}
	page := b.Get("/sign-in/code")
	page.Says(t, http.StatusOK, "We emailed a verification code to")
	if strings.Contains(page.Body, hosttest.Ada) {
		t.Error("whoever knows the password alone sees the whole address")
	}
	b.Get("/sign-in/ways")
	b.Get("/sign-in/help")
	b.Get("/sign-in/send").Leads(t, "/sign-in/code")
	if s.CodesSent() != before+1 {
		t.Fatal("looking at pages sent a code")
	}
	way := hosttest.Between(t, page.Body, `name="way" value="`, `"`)
	b.Post("/sign-in/send", "way", way).Says(t, http.StatusTooManyRequests, "We sent a code a moment ago")
	s.Clock.Advance(time.Minute)
	old := s.SentCode(message.Email)
	b.Post("/sign-in/send", "way", way).Leads(t, "/sign-in/code?way="+way)
	if code := s.SentCode(message.Email); code != old {
		b.Post("/sign-in/verify", "kind", "email", "way", way, "code", old).Says(t, http.StatusUnprocessableEntity, "Enter the newest code")
	}
	b.Post("/sign-in/verify", "kind", "email", "way", way, "code", "12345").Says(t, http.StatusUnprocessableEntity, "exactly six digits")
	b.Post("/sign-in/verify", "kind", "email", "way", way, "code", s.SentCode(message.Email)).Leads(t, "/dashboard")
}

func TestAWhatsAppNumberIsConfirmedByACode(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	b.Post("/security/methods/new", "method", "whatsapp").Leads(t, "/security/methods/whatsapp")
	b.Post("/security/methods/whatsapp", "phone", "").Says(t, http.StatusUnprocessableEntity, "Enter your phone number")
	b.Post("/security/methods/whatsapp", "phone", "12345").Says(t, http.StatusUnprocessableEntity, `value="12345"`)
	b.Post("/security/methods/whatsapp", "phone", hosttest.AdaPhone).Leads(t, "/security/methods/whatsapp/code")
	b.Get("/security/methods/whatsapp/code").Says(t, http.StatusOK, "linked computers don’t show the code")
	b.Post("/security/methods/whatsapp/code", "code", hosttest.OtherCode(s.SentCode(message.WhatsApp))).
		Says(t, http.StatusUnprocessableEntity, "didn’t work")
	b.Post("/security/methods/whatsapp/code", "code", s.SentCode(message.WhatsApp)).Leads(t, "/security/backup-codes?of=set-up")
	b.Get("/security").Says(t, http.StatusOK, "WhatsApp code")

	s.Clock.Advance(5 * time.Minute)
	b.Post("/sign-out")
	b.SignIn().Leads(t, "/sign-in/code")
	page := b.Get("/sign-in/code")
	page.Says(t, http.StatusOK, "We sent a verification code by WhatsApp")
	if strings.Contains(page.Body, "7911") {
		t.Error("the number is shown whole")
	}
	b.Post("/sign-in/verify", "kind", "whatsapp", "code", s.SentCode(message.WhatsApp)).Leads(t, "/dashboard")
}

// The number in the profile and the one for codes are two things, and each page says which is which.
func TestTheTwoNumbersAreKeptApart(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	b.Get("/profile/phone").Says(t, http.StatusOK, "Your WhatsApp codes have their own number")
	b.Post("/profile/phone", "phone", hosttest.AdaNumber).Leads(t, "/profile/phone/code")
	b.Post("/profile/phone/code", "code", s.Mail(hosttest.AdaNumber, message.ConfirmCode).Secret).Leads(t, "/profile?done=phone")
	b.Get("/security/methods/whatsapp").Says(t, http.StatusOK, "separate from the phone number in your profile")
	b.Post("/security/methods/whatsapp", "phone", hosttest.AdaPhone).Leads(t, "/security/methods/whatsapp/code")
	b.Post("/security/methods/whatsapp/code", "code", s.Mail(strings.ReplaceAll(hosttest.AdaPhone, " ", ""), message.ConfirmCode).Secret).
		Leads(t, "/security/backup-codes?of=set-up")
	b.Get("/profile").Says(t, http.StatusOK, hosttest.AdaNumber)
	method := "/security/methods/" + hosttest.Between(t, b.Get("/security").Body, `href="/security/methods/0`, `"`)
	b.Get(strings.Replace(method, "methods/", "methods/0", 1)).Says(t, http.StatusOK, "separate from the phone number in your profile")
}

// The other ways are one click away, and a weak one does for signing in what a strong one does.
func TestAnotherWayIsOneClickAway(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	secret, _ := b.TurnOn()
	b.Post("/security/methods/new", "method", "email").Leads(t, "/security/methods/email")
	b.Post("/security/methods/email", "code", s.SentCode(message.Email)).Leads(t, "/security?done=added")
	b.Get("/security?done=added").Says(t, http.StatusOK, "method is ready to use")
	email := b.Method("Email code")
	b.Post("/sign-out")
	s.Clock.Advance(5 * time.Minute)

	before := s.CodesSent()
	b.SignIn().Leads(t, "/sign-in/code")
	b.Get("/sign-in/code").Says(t, http.StatusOK, "Open your authenticator app")
	ways := b.Get("/sign-in/ways")
	for _, words := range []string{"Email code", "Backup code", "Contact support", "Authenticator app", "Back to the code"} {
		ways.Says(t, http.StatusOK, words)
	}
	if s.CodesSent() != before {
		t.Fatal("a code was sent that nobody asked for")
	}
	b.Get("/sign-in/code?way="+email).Says(t, http.StatusOK, "Send the code")
	b.Post("/sign-in/send", "way", email).Leads(t, "/sign-in/code?way="+email)
	b.Post("/sign-in/verify", "kind", "email", "way", email, "code", s.SentCode(message.Email)).Leads(t, "/dashboard")

	// What the app guards needs the app: the mailbox alone doesn't take it off.
	app := b.Method("Authenticator app")
	away := b.Get("/security/methods/" + app + "/remove")
	away.Leads(t, "/confirm?next="+url.QueryEscape("/security/methods/"+app+"/remove")+"&need=3")
	if page := b.Get(away.Location); strings.Contains(page.Body, "by email") || !strings.Contains(page.Body, "stronger method") {
		t.Errorf("the app can be taken off with a code from the mailbox:\n%s", page.Body)
	}
	b.Post("/confirm", "next", "/security/methods/"+app+"/remove", "need", "3", "code", s.Code(secret)).
		Leads(t, "/security/methods/"+app+"/remove")
	b.Post("/security/methods/"+app+"/remove").Leads(t, "/security?done=removed")
	b.Post("/security/methods/"+email+"/remove").Leads(t, "/security/two-factor/disable")
}

// What was typed is there again for whoever comes back to the page without "Confirm it’s you", or by another proof.
func TestNothingTypedIsLostOnTheWayToTheProof(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	secret, _ := b.TurnOn()
	app := b.Method("Authenticator app")
	s.Clock.Advance(11 * time.Minute)
	at := "/security/methods/" + app
	asked := b.Post(at, "name", "Blue phone")
	if asked.Status != http.StatusSeeOther || !strings.HasPrefix(asked.Location, "/confirm?next=") ||
		strings.Contains(asked.Location, "Blue") {
		t.Fatalf("got %d to %q", asked.Status, asked.Location)
	}
	if held := b.Cookie("held"); held == "" || strings.Contains(held, "Blue") {
		t.Errorf("what is held: %q", held)
	}
	b.Get(asked.Location).Says(t, http.StatusOK, "6-digit code")
	b.Post("/confirm", "next", at, "code", s.Code(secret)).Leads(t, at)
	b.Get(at).Says(t, http.StatusOK, `value="Blue phone"`)
	b.Get(at).Says(t, http.StatusOK, "Nothing has changed yet")
	b.Post(at, "name", "Blue phone").Leads(t, "/security?done=renamed")
	if b.Cookie("held") != "" {
		t.Error("it is held for ever")
	}
	b.Get("/security").Says(t, http.StatusOK, "Blue phone")
	b.Post(at, "name", strings.Repeat("x", 41)).Says(t, http.StatusUnprocessableEntity, "40 characters")
	b.Post(at+"/prefer").Leads(t, "/security?done=preferred")
	if p := b.Get("/security/methods/none"); p.Status != http.StatusNotFound {
		t.Errorf("nobody's method answers %d", p.Status)
	}
	// Somebody else in the same browser reads nothing of it.
	asked = b.Post(at, "name", "Secret name")
	b.Post("/sign-out")
	b.Post("/sign-in", "email", "bruno@example.test", "password", "copper-lantern-77").Leads(t, "/dashboard")
	if p := b.Get(at); strings.Contains(p.Body, "Secret name") {
		t.Error("another person sees what was typed")
	}
}

func TestDisablingByASentCode(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.TurnOnByEmail()
	page := b.Get("/security/two-factor/disable")
	page.Says(t, http.StatusOK, "Send the code")
	way := hosttest.Between(t, page.Body, `name="way" value="`, `"`)
	b.Post("/security/two-factor/disable/send", "way", way).Leads(t, "/security/two-factor/disable?way="+way)
	b.Get("/security/two-factor/disable?way="+way).Says(t, http.StatusOK, "6-digit code")
	code := s.SentCode(message.Email)
	b.Post("/confirm", "way", way, "code", code).Says(t, http.StatusUnprocessableEntity, "") // for this and nothing else
	b.Post("/security/two-factor/disable", "way", way, "code", code).Leads(t, "/security/two-factor/disable/confirm")
	b.Post("/security/two-factor/disable/confirm").Leads(t, "/security?done=off")
}

// The page that waits says so when a message will not come.
func TestAFailedDeliveryIsSaidOnThePageThatWaits(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.TurnOnByEmail()
	b.Post("/sign-out")
	b.SignIn().Leads(t, "/sign-in/code")
	way := hosttest.Between(t, b.Get("/sign-in/code").Body, `name="way" value="`, `"`)
	b.Get("/sign-in/delivery?way="+way+"&look=1").Says(t, http.StatusOK, "Message delivered.")
	s.DeliveryBecomes(message.Email, message.Failed)
	b.Get("/sign-in/delivery?way="+way+"&look=1").Says(t, http.StatusOK, "Use another way")
	b.Get("/sign-in/code").Says(t, http.StatusOK, "Use another way")
}

// Each of the other methods is one click away, on the page of whichever is asked for first.
func TestTheOtherMethodsAreOneClickAway(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.TurnOn()
	b.Post("/security/methods/new", "method", "email").Leads(t, "/security/methods/email")
	b.Post("/security/methods/email", "code", s.SentCode(message.Email)).Leads(t, "/security?done=added")
	for range 2 {
		b.Post("/security/methods/new", "method", "totp").Leads(t, "/security/two-factor/scan")
		secret := hosttest.Between(t, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
		b.Post("/security/two-factor/verify", "code", s.Code(secret)).Leads(t, "/security?done=added")
	}
	s.Clock.Advance(5 * time.Minute)
	stranger := s.Browser()
	stranger.SignIn().Leads(t, "/sign-in/code")
	asked := stranger.Get("/sign-in/code")
	asked.Says(t, http.StatusOK, "Email a code to \u2066a•••@example.test\u2069")
	if strings.Contains(asked.Body, "Use your authenticator app") {
		t.Error("the page that asks for an app's code leads to the code of an app")
	}
	_, rest, _ := strings.Cut(asked.Body, `class="ways"`)
	way := hosttest.Between(t, rest, `action="/sign-in/send" hx-post="/sign-in/send" novalidate><input type="hidden" name="way" value="`, `"`)
	sent := stranger.Post("/sign-in/send", "way", way)
	sent.Leads(t, "/sign-in/code?way="+way)
	mail := stranger.Get(sent.Location)
	mail.Says(t, http.StatusOK, "We emailed a verification code")
	if strings.Count(mail.Body, "Use your authenticator app") != 1 {
		t.Error("of three apps, one link suffices: the code of another is as good")
	}
	_, rest, _ = strings.Cut(mail.Body, `class="ways"`)
	stranger.Get(hosttest.Between(t, rest, `href="`, `"`)).Says(t, http.StatusOK, "6-digit code")
}
