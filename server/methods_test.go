package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
)

func TestTheMethodIsChosenWhenThereAreSeveral(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.signIn()
	b.get("/security/two-factor").says(t, http.StatusOK, `name="choose"`)
	b.post("/security/two-factor/start", "choose", "yes").leads(t, "/security/methods/new")
	page := b.get("/security/methods/new")
	for _, words := range []string{"Authenticator app (time-based token)", "Email code", "WhatsApp code", "Continue", "Recommended", "Weaker than the app"} {
		page.says(t, http.StatusOK, words)
	}
	b.post("/security/methods/new").says(t, http.StatusUnprocessableEntity, "Choose one of the methods")
	b.post("/security/methods/new", "method", "totp").leads(t, "/security/two-factor/scan")

	s.set("methods.allowed", "totp")
	b.get("/security/two-factor").says(t, http.StatusOK, "Get started")
	b.post("/security/two-factor/start", "choose", "yes").leads(t, "/security/two-factor/scan")
	b.post("/security/methods/new", "method", "email").says(t, http.StatusUnprocessableEntity, "not available here")
}

func TestAnEmailCodeAsTheSecondStep(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.turnOnByEmail()
	b.get("/security").says(t, http.StatusOK, "Weaker than the app")
	b.post("/sign-out")

	before := s.codesSent()
	b.signIn().leads(t, "/sign-in/code")
	if s.codesSent() != before+1 {
		t.Fatal("the right password sent no code")
	}
	page := b.get("/sign-in/code")
	page.says(t, http.StatusOK, "We sent a code by email to")
	if strings.Contains(page.body, ada) {
		t.Error("whoever knows the password alone sees the whole address")
	}
	b.get("/sign-in/ways")
	b.get("/sign-in/help")
	b.get("/sign-in/send").leads(t, "/sign-in/code")
	if s.codesSent() != before+1 {
		t.Fatal("looking at pages sent a code")
	}
	way := between(t, page.body, `name="way" value="`, `"`)
	b.post("/sign-in/send", "way", way).says(t, http.StatusTooManyRequests, "A code was sent a moment ago")
	s.clock.Advance(time.Minute)
	old := s.sentCode(message.Email)
	b.post("/sign-in/send", "way", way).leads(t, "/sign-in/code?way="+way)
	if code := s.sentCode(message.Email); code != old {
		b.post("/sign-in/verify", "kind", "email", "way", way, "code", old).says(t, http.StatusUnprocessableEntity, "Type the newest one")
	}
	b.post("/sign-in/verify", "kind", "email", "way", way, "code", "12345").says(t, http.StatusUnprocessableEntity, "exactly six digits")
	b.post("/sign-in/verify", "kind", "email", "way", way, "code", s.sentCode(message.Email)).leads(t, "/dashboard")
}

func TestAWhatsAppNumberIsConfirmedByACode(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.signIn()
	b.post("/security/methods/new", "method", "whatsapp").leads(t, "/security/methods/whatsapp")
	b.post("/security/methods/whatsapp", "phone", "").says(t, http.StatusUnprocessableEntity, "Enter your phone number")
	b.post("/security/methods/whatsapp", "phone", "12345").says(t, http.StatusUnprocessableEntity, `value="12345"`)
	b.post("/security/methods/whatsapp", "phone", adaPhone).leads(t, "/security/methods/whatsapp/code")
	b.get("/security/methods/whatsapp/code").says(t, http.StatusOK, "linked computers hide the code")
	b.post("/security/methods/whatsapp/code", "code", other(s.sentCode(message.WhatsApp))).says(t, http.StatusUnprocessableEntity, "not right")
	b.post("/security/methods/whatsapp/code", "code", s.sentCode(message.WhatsApp)).leads(t, "/security/backup-codes?of=set-up")
	b.get("/security").says(t, http.StatusOK, "WhatsApp code")

	s.clock.Advance(5 * time.Minute)
	b.post("/sign-out")
	b.signIn().leads(t, "/sign-in/code")
	page := b.get("/sign-in/code")
	page.says(t, http.StatusOK, "We sent a code by WhatsApp")
	if strings.Contains(page.body, "7911") {
		t.Error("the number is shown whole")
	}
	b.post("/sign-in/verify", "kind", "whatsapp", "code", s.sentCode(message.WhatsApp)).leads(t, "/dashboard")
}

// The number in the profile and the one for codes are two things, and each page says which is which.
func TestTheTwoNumbersAreKeptApart(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.signIn()
	b.get("/profile/phone").says(t, http.StatusOK, "WhatsApp codes have a number of their own")
	b.post("/profile/phone", "phone", adaNumber).leads(t, "/profile/phone/code")
	b.post("/profile/phone/code", "code", s.mail(adaNumber, message.ConfirmCode).Secret).leads(t, "/profile?done=phone")
	b.get("/security/methods/whatsapp").says(t, http.StatusOK, "the phone number in your profile is kept apart")
	b.post("/security/methods/whatsapp", "phone", adaPhone).leads(t, "/security/methods/whatsapp/code")
	b.post("/security/methods/whatsapp/code", "code", s.mail(strings.ReplaceAll(adaPhone, " ", ""), message.ConfirmCode).Secret).leads(t, "/security/backup-codes?of=set-up")
	b.get("/profile").says(t, http.StatusOK, adaNumber)
	method := "/security/methods/" + between(t, b.get("/security").body, `href="/security/methods/0`, `"`)
	b.get(strings.Replace(method, "methods/", "methods/0", 1)).says(t, http.StatusOK, "the phone number in your profile is kept apart")
}

// The other ways are one click away, and a weak one does for signing in what a strong one does.
func TestAnotherWayIsOneClickAway(t *testing.T) {
	s := boot(t)
	b := s.browser()
	secret, _ := b.turnOn()
	b.post("/security/methods/new", "method", "email").leads(t, "/security/methods/email")
	b.post("/security/methods/email", "code", s.sentCode(message.Email)).leads(t, "/security?done=added")
	b.get("/security?done=added").says(t, http.StatusOK, "is added")
	email := b.method("Email code")
	b.post("/sign-out")
	s.clock.Advance(5 * time.Minute)

	before := s.codesSent()
	b.signIn().leads(t, "/sign-in/code")
	b.get("/sign-in/code").says(t, http.StatusOK, "Open your authenticator app")
	ways := b.get("/sign-in/ways")
	for _, words := range []string{"Email code", "Backup code", "Contact support", "Authenticator app", "Back to the code"} {
		ways.says(t, http.StatusOK, words)
	}
	if s.codesSent() != before {
		t.Fatal("a code was sent that nobody asked for")
	}
	b.get("/sign-in/code?way="+email).says(t, http.StatusOK, "Send the code")
	b.post("/sign-in/send", "way", email).leads(t, "/sign-in/code?way="+email)
	b.post("/sign-in/verify", "kind", "email", "way", email, "code", s.sentCode(message.Email)).leads(t, "/dashboard")

	// What the app guards needs the app: the mailbox alone doesn't take it off.
	app := b.method("Authenticator app")
	away := b.get("/security/methods/" + app + "/remove")
	away.leads(t, "/confirm?next="+url.QueryEscape("/security/methods/"+app+"/remove")+"&need=3")
	if page := b.get(away.location); strings.Contains(page.body, "by email") || !strings.Contains(page.body, "stronger method") {
		t.Errorf("the app can be taken off with a code from the mailbox:\n%s", page.body)
	}
	b.post("/confirm", "next", "/security/methods/"+app+"/remove", "need", "3", "code", s.code(secret)).leads(t, "/security/methods/"+app+"/remove")
	b.post("/security/methods/"+app+"/remove").leads(t, "/security?done=removed")
	b.post("/security/methods/"+email+"/remove").leads(t, "/security/two-factor/disable")
}

// What was typed is there again for whoever comes back to the page without "Confirm it's you", or by another proof.
func TestNothingTypedIsLostOnTheWayToTheProof(t *testing.T) {
	s := boot(t)
	b := s.browser()
	secret, _ := b.turnOn()
	app := b.method("Authenticator app")
	s.clock.Advance(11 * time.Minute)
	at := "/security/methods/" + app
	asked := b.post(at, "name", "Blue phone")
	if asked.status != http.StatusSeeOther || !strings.HasPrefix(asked.location, "/confirm?next=") || strings.Contains(asked.location, "Blue") {
		t.Fatalf("got %d to %q", asked.status, asked.location)
	}
	if held := b.cookie("held"); held == "" || strings.Contains(held, "Blue") {
		t.Errorf("what is held: %q", held)
	}
	b.get(asked.location).says(t, http.StatusOK, "6-digit code")
	b.post("/confirm", "next", at, "code", s.code(secret)).leads(t, at)
	b.get(at).says(t, http.StatusOK, `value="Blue phone"`)
	b.get(at).says(t, http.StatusOK, "Nothing is changed yet")
	b.post(at, "name", "Blue phone").leads(t, "/security?done=renamed")
	if b.cookie("held") != "" {
		t.Error("it is held for ever")
	}
	b.get("/security").says(t, http.StatusOK, "Blue phone")
	b.post(at, "name", strings.Repeat("x", 41)).says(t, http.StatusUnprocessableEntity, "40 characters")
	b.post(at+"/prefer").leads(t, "/security?done=preferred")
	if p := b.get("/security/methods/none"); p.status != http.StatusNotFound {
		t.Errorf("nobody's method answers %d", p.status)
	}
	// Somebody else in the same browser reads nothing of it.
	asked = b.post(at, "name", "Secret name")
	b.post("/sign-out")
	b.post("/sign-in", "email", "bruno@example.test", "password", "copper-lantern-77").leads(t, "/dashboard")
	if p := b.get(at); strings.Contains(p.body, "Secret name") {
		t.Error("another person sees what was typed")
	}
}

func TestDisablingByASentCode(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.turnOnByEmail()
	page := b.get("/security/two-factor/disable")
	page.says(t, http.StatusOK, "Send the code")
	way := between(t, page.body, `name="way" value="`, `"`)
	b.post("/security/two-factor/disable/send", "way", way).leads(t, "/security/two-factor/disable?way="+way)
	b.get("/security/two-factor/disable?way="+way).says(t, http.StatusOK, "6-digit code")
	code := s.sentCode(message.Email)
	b.post("/confirm", "way", way, "code", code).says(t, http.StatusUnprocessableEntity, "") // for this and nothing else
	b.post("/security/two-factor/disable", "way", way, "code", code).leads(t, "/security/two-factor/disable/confirm")
	b.post("/security/two-factor/disable/confirm").leads(t, "/security?done=off")
}

// The page that waits says so when a message will not come.
func TestAFailedDeliveryIsSaidOnThePageThatWaits(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.turnOnByEmail()
	b.post("/sign-out")
	b.signIn().leads(t, "/sign-in/code")
	way := between(t, b.get("/sign-in/code").body, `name="way" value="`, `"`)
	b.get("/sign-in/delivery?way="+way+"&look=1").says(t, http.StatusOK, "has arrived")
	s.becomes(message.Email, message.Failed)
	b.get("/sign-in/delivery?way="+way+"&look=1").says(t, http.StatusOK, "Use another way")
	b.get("/sign-in/code").says(t, http.StatusOK, "Use another way")
}

// Each of the other methods is one click away, on the page of whichever is asked for first.
func TestTheOtherMethodsAreOneClickAway(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.turnOn()
	b.post("/security/methods/new", "method", "email").leads(t, "/security/methods/email")
	b.post("/security/methods/email", "code", s.sentCode(message.Email)).leads(t, "/security?done=added")
	for range 2 {
		b.post("/security/methods/new", "method", "totp").leads(t, "/security/two-factor/scan")
		secret := between(t, b.get("/security/two-factor/scan").body, `data-text="`, `"`)
		b.post("/security/two-factor/verify", "code", s.code(secret)).leads(t, "/security?done=added")
	}
	stranger := s.browser()
	stranger.signIn().leads(t, "/sign-in/code")
	asked := stranger.get("/sign-in/code")
	asked.says(t, http.StatusOK, "Get a code by email: \u2066a•••@example.test\u2069")
	if strings.Contains(asked.body, "Use your authenticator app") {
		t.Error("the page that asks for an app's code leads to the code of an app")
	}
	_, rest, _ := strings.Cut(asked.body, `class="ways"`)
	mail := stranger.get(between(t, rest, `href="`, `"`))
	mail.says(t, http.StatusOK, "Send the code")
	if strings.Count(mail.body, "Use your authenticator app") != 1 {
		t.Error("of three apps, one link suffices: the code of another is as good")
	}
	_, rest, _ = strings.Cut(mail.body, `class="ways"`)
	stranger.get(between(t, rest, `href="`, `"`)).says(t, http.StatusOK, "6-digit code")
}
