package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
)

// What is changed in the profile, and how it is stopped from the old address.
func TestAnAddressIsChangedAndDisputed(t *testing.T) {
	s := boot(t)
	b := s.browser()
	secret, _ := b.turnOn()
	s.clock.Advance(11 * time.Minute)
	b.confirms(b.post("/profile/email", "email", "ada@new.test"), "code", s.code(secret)).leads(t, "/profile/email?done=sent")
	b.post("/profile/email", "email", "ada@").says(t, http.StatusUnprocessableEntity, "That is not an email address.")
	b.post("/profile/email", "email", "Ada@example.test").says(t, http.StatusUnprocessableEntity, "That is your address already.")
	b.get("/profile").says(t, http.StatusOK, "ada@new.test")
	phone := s.browser()
	phone.get(s.link("ada@new.test", message.EmailConfirm)).leads(t, "/confirm-email")
	phone.get("/confirm-email").says(t, http.StatusOK, "Confirm this address")
	phone.post("/confirm-email").leads(t, "/sign-in?said=email")
	b.get("/profile").says(t, http.StatusOK, "ada@new.test")

	old := s.browser()
	old.get(message.NotMePath+s.mail(ada, message.EmailChanged).NotMe).leads(t, "/not-me")
	old.get("/not-me").says(t, http.StatusOK, "Your email address was changed")
	b.get("/dashboard").says(t, http.StatusOK, "Welcome") // the link alone does nothing
	old.post("/not-me").leads(t, "/not-me")
	old.get("/not-me").says(t, http.StatusOK, "the account is frozen")
	b.get("/dashboard").leads(t, "/sign-in?next=%2Fdashboard")

	b.post("/sign-in", "email", "ada@new.test", "password", adaPassword).leads(t, "/sign-in/code")
	s.clock.Advance(30 * time.Second)
	b.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/dashboard")
	b.get("/dashboard").says(t, http.StatusOK, "Your account is frozen")
	b.post("/profile/email", "email", "eve@example.test").leads(t, "/security/frozen")
	b.get("/security/frozen").says(t, http.StatusOK, "end the freeze")
	b.post("/security/frozen").leads(t, "/security?done=unfrozen")
	b.post("/profile/email", "email", ada).leads(t, "/profile/email?done=sent")
}

func TestANumberIsConfirmedByACode(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.signIn().leads(t, "/dashboard")
	b.post("/profile/phone", "phone", "12").says(t, http.StatusUnprocessableEntity, "That is not a phone number.")
	b.post("/profile/phone", "phone", "+44 7700 900123").leads(t, "/profile/phone/code")
	b.get("/profile/phone/code").says(t, http.StatusOK, "+44 ••• •• 123")
	code := s.mail(adaNumber, message.ConfirmCode).Secret
	b.post("/profile/phone/code", "code", "12").says(t, http.StatusUnprocessableEntity, "exactly six digits")
	b.post("/profile/phone/code", "code", other(code)).says(t, http.StatusUnprocessableEntity, "That code is not right.")
	b.post("/profile/phone/code", "code", code).leads(t, "/profile?done=phone")
	b.get("/profile?done=phone").says(t, http.StatusOK, "Your phone number is confirmed.")
	b.get("/profile/phone/code").leads(t, "/profile/phone?said=no-code")
	b.post("/profile/phone/remove").leads(t, "/profile?done=phone-removed")
}

// A code that does not come: what became of it is said, and another can be asked for.
func TestACodeForANumberThatDoesNotCome(t *testing.T) {
	s := boot(t)
	b, elsewhere := s.browser(), s.browser()
	b.signIn().leads(t, "/dashboard")
	elsewhere.signIn().leads(t, "/dashboard")
	b.post("/profile/phone/send").leads(t, "/profile/phone?said=no-code")
	b.post("/profile/phone", "phone", adaNumber).leads(t, "/profile/phone/code")
	first := s.mail(adaNumber, message.ConfirmCode)
	b.post("/profile/phone/send").says(t, http.StatusTooManyRequests, "A code was sent a moment ago")
	b.post("/profile/phone", "phone", adaNumber).says(t, http.StatusTooManyRequests, "A code was sent a moment ago")
	s.becomes(message.WhatsApp, message.Queued)
	b.get("/profile/phone/code").says(t, http.StatusOK, "The message is on its way.")
	b.get("/profile/phone/code").says(t, http.StatusOK, `hx-get="/profile/phone/delivery?look=1"`)
	b.get("/profile/phone/delivery?look=1").says(t, http.StatusOK, `hx-get="/profile/phone/delivery?look=2"`)
	if p := b.get("/profile/phone/delivery?look=40"); strings.Contains(p.body, "look=") {
		t.Error("it asks for ever")
	}
	s.becomes(message.WhatsApp, message.Failed)
	b.get("/profile/phone/delivery?look=3").says(t, http.StatusOK, "Give another number")
	b.get("/profile/phone/code").says(t, http.StatusOK, "That didn’t arrive.")

	s.clock.Advance(time.Minute)
	for _, path := range []string{"/profile/phone/send", "/profile/phone/code"} {
		elsewhere.post(path, "code", first.Secret).leads(t, "/profile/phone?said=no-code")
	}
	elsewhere.get("/profile/phone/delivery").says(t, http.StatusOK, "Give another number")
	b.post("/profile/phone/send").leads(t, "/profile/phone/code")
	second := s.mail(adaNumber, message.ConfirmCode)
	if second.ID == first.ID {
		t.Fatal("nothing was sent")
	}
	for range 5 {
		b.post("/profile/phone/code", "code", other(second.Secret)).says(t, http.StatusUnprocessableEntity, "That code is not right.")
	}
	s.clock.Advance(time.Minute)
	b.post("/profile/phone/code", "code", second.Secret).says(t, http.StatusUnprocessableEntity, "that code is dead")
	b.post("/profile/phone/send").leads(t, "/profile/phone/code")
	s.clock.Advance(10 * time.Minute)
	b.post("/profile/phone/code", "code", s.mail(adaNumber, message.ConfirmCode).Secret).leads(t, "/profile/phone?said=no-code")
	b.get("/profile/phone?said=no-code").says(t, http.StatusOK, "No code is waiting in this browser")
	b.post("/confirm", "password", adaPassword, "next", "/profile/phone").leads(t, "/profile/phone")
	b.post("/profile/phone", "phone", adaNumber).leads(t, "/profile/phone/code")
	b.post("/profile/phone/code", "code", s.mail(adaNumber, message.ConfirmCode).Secret).leads(t, "/profile?done=phone")
}

// A proof that is too weak is asked for again as what it has to be: not by the way that
// would be refused once more, and without losing what was typed.
func TestAnAddressTakesAStrongProof(t *testing.T) {
	s := boot(t)
	b := s.browser()
	secret, _ := b.turnOn()
	b.post("/security/methods/new", "method", "email")
	b.post("/security/methods/email", "code", s.sentCode(message.Email)).leads(t, "/security?done=added")
	s.clock.Advance(11 * time.Minute)
	way := b.method("Email code")
	b.post("/confirm/send", "way", way, "next", "/profile")
	b.post("/confirm", "way", way, "code", s.sentCode(message.Email), "next", "/profile").leads(t, "/profile")
	for path, fields := range map[string][]string{
		"/profile/email": {"email", "ada@new.test"}, "/profile/phone": {"phone", adaNumber}, "/profile/phone/remove": nil,
	} {
		page := strings.TrimSuffix(path, "/remove")
		b.post(path, fields...).leads(t, "/confirm?next="+strings.ReplaceAll(page, "/", "%2F")+"&need=3")
	}
	page := b.get("/confirm?next=%2Fprofile%2Femail&need=3")
	page.says(t, http.StatusOK, "6-digit code")
	if strings.Contains(b.get("/confirm/ways?next=%2Fprofile%2Femail&need=3").body, "Email code") {
		t.Error("a way is offered that is too weak for it")
	}
	b.post("/confirm", "code", s.code(secret), "next", "/profile/email", "need", "3").leads(t, "/profile/email")
	b.post("/profile/email", "email", "ada@new.test").leads(t, "/profile/email?done=sent")
}

// WhatsApp takes the message, and says by its webhook afterwards that nobody is there.
func TestWhatsAppSaysThatANumberIsNobodys(t *testing.T) {
	_, whatsApp, wired := outside(t)
	s := boot(t, wired)
	b := s.browser()
	b.signIn().leads(t, "/dashboard")
	b.post("/profile/phone", "phone", adaNumber).leads(t, "/profile/phone/code")
	taken := whatsApp.To(t, strings.TrimPrefix(adaNumber, "+"))
	b.get("/profile/phone/delivery").says(t, http.StatusOK, "look=2")
	failed := messagetest.Status("", taken.Callback, "failed", 131026)
	if status := messagetest.Post(t, s.url+"/hooks/whatsapp", failed, messagetest.Sign(messagetest.AppSecret, failed)); status != http.StatusOK {
		t.Fatalf("the webhook: %d", status)
	}
	b.get("/profile/phone/delivery?look=2").says(t, http.StatusOK, "That didn’t arrive.")
	b.get("/profile/phone/code").says(t, http.StatusOK, "Give another number")
}
