package client_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
	"latchkey/server/hosttest"
	"latchkey/server/letter"
)

// What is changed in the profile, and how it is stopped from the old address.
func TestAnAddressIsChangedAndDisputed(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	secret, _ := b.TurnOn()
	s.LetSettle() // what settles a dispute was there for a week before it
	b = s.SignedIn(secret)
	s.Clock.Advance(11 * time.Minute)
	b.Confirms(b.Post("/profile/email", "email", "ada@new.test"), "code", s.Code(secret)).Leads(t, "/profile/email?done=sent")
	b.Post("/profile/email", "email", "ada@").Says(t, http.StatusUnprocessableEntity, "Enter an email address like ada@example.com.")
	b.Post("/profile/email", "email", "Ada@example.test").Says(t, http.StatusUnprocessableEntity, "This is already your email address.")
	b.Get("/profile").Says(t, http.StatusOK, "ada@new.test")
	phone := s.Browser()
	phone.Get(s.Link("ada@new.test", message.EmailConfirm)).Leads(t, "/confirm-email")
	phone.Get("/confirm-email").Says(t, http.StatusOK, "Confirm this address")
	phone.Post("/confirm-email").Leads(t, "/sign-in?said=email")
	b.Get("/profile").Says(t, http.StatusOK, "ada@new.test")

	old := s.Browser()
	old.Get(letter.NotMePath+s.Mail(hosttest.Ada, message.EmailChanged).NotMe).Leads(t, "/not-me")
	old.Get("/not-me").Says(t, http.StatusOK, "Your email address was changed")
	b.Get("/dashboard").Says(t, http.StatusOK, "Welcome") // the link alone does nothing
	old.Post("/not-me").Leads(t, "/not-me")
	old.Get("/not-me").Says(t, http.StatusOK, "changes to your account are frozen")
	b.Get("/dashboard").Leads(t, "/sign-in?next=%2Fdashboard&said=lost")

	b.Post("/sign-in", "email", "ada@new.test", "password", hosttest.AdaPassword).Leads(t, "/sign-in/code")
	s.Clock.Advance(30 * time.Second)
	b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
	b.Get("/dashboard").Says(t, http.StatusOK, "Changes to your account are frozen")
	b.Post("/profile/email", "email", "eve@example.test").Leads(t, "/security/frozen")
	b.Get("/security/frozen").Says(t, http.StatusOK, "Keep the current details")
	b.Post("/security/frozen").Leads(t, "/security?done=unfrozen")
	b.Post("/profile/email", "email", hosttest.Ada).Leads(t, "/profile/email?done=sent")
}

func TestANumberIsConfirmedByACode(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	b.Post("/profile/phone", "phone", "12").Says(t, http.StatusUnprocessableEntity, "That isn’t a valid phone number.")
	b.Post("/profile/phone", "phone", "+44 7700 900123").Leads(t, "/profile/phone/code")
	b.Get("/profile/phone/code").Says(t, http.StatusOK, "+44 ••• •• 123")
	code := s.Mail(hosttest.AdaNumber, message.ConfirmCode).Secret
	b.Post("/profile/phone/code", "code", "12").Says(t, http.StatusUnprocessableEntity, "exactly six digits")
	b.Post("/profile/phone/code", "code", hosttest.OtherCode(code)).Says(t, http.StatusUnprocessableEntity, "That code didn’t work.")
	b.Post("/profile/phone/code", "code", code).Leads(t, "/profile?done=phone")
	b.Get("/profile?done=phone").Says(t, http.StatusOK, "Your phone number is confirmed.")
	b.Get("/profile/phone/code").Leads(t, "/profile/phone?said=no-code")
	b.Post("/profile/phone/remove").Leads(t, "/profile?done=phone-removed")
}

// A code that does not come: what became of it is said, and another can be asked for.
func TestACodeForANumberThatDoesNotCome(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b, elsewhere := s.Browser(), s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	elsewhere.SignIn().Leads(t, "/dashboard")
	b.Post("/profile/phone/send").Leads(t, "/profile/phone?said=no-code")
	b.Post("/profile/phone", "phone", hosttest.AdaNumber).Leads(t, "/profile/phone/code")
	first := s.Mail(hosttest.AdaNumber, message.ConfirmCode)
	b.Post("/profile/phone/send").Says(t, http.StatusTooManyRequests, "We sent a code a moment ago")
	b.Post("/profile/phone", "phone", hosttest.AdaNumber).Says(t, http.StatusTooManyRequests, "We sent a code a moment ago")
	s.DeliveryBecomes(message.WhatsApp, message.Queued)
	b.Get("/profile/phone/code").Says(t, http.StatusOK, "Your message is on its way.")
	b.Get("/profile/phone/code").Says(t, http.StatusOK, `hx-get="/profile/phone/delivery?look=1"`)
	b.Get("/profile/phone/delivery?look=1").Says(t, http.StatusOK, `hx-get="/profile/phone/delivery?look=2"`)
	if p := b.Get("/profile/phone/delivery?look=40"); strings.Contains(p.Body, "look=") {
		t.Error("it asks for ever")
	}
	s.DeliveryBecomes(message.WhatsApp, message.Failed)
	b.Get("/profile/phone/delivery?look=3").Says(t, http.StatusOK, "Use another number")
	b.Get("/profile/phone/code").Says(t, http.StatusOK, "The message didn’t arrive.")

	s.Clock.Advance(time.Minute)
	for _, path := range []string{"/profile/phone/send", "/profile/phone/code"} {
		elsewhere.Post(path, "code", first.Secret).Leads(t, "/profile/phone?said=no-code")
	}
	elsewhere.Get("/profile/phone/delivery").Says(t, http.StatusOK, "Use another number")
	b.Post("/profile/phone/send").Leads(t, "/profile/phone/code")
	second := s.Mail(hosttest.AdaNumber, message.ConfirmCode)
	if second.ID == first.ID {
		t.Fatal("nothing was sent")
	}
	for range 5 {
		b.Post("/profile/phone/code", "code", hosttest.OtherCode(second.Secret)).
			Says(t, http.StatusUnprocessableEntity, "That code didn’t work.")
	}
	s.Clock.Advance(time.Minute)
	b.Post("/profile/phone/code", "code", second.Secret).Says(t, http.StatusUnprocessableEntity, "this code no longer works")
	b.Post("/profile/phone/send").Leads(t, "/profile/phone/code")
	s.Clock.Advance(10 * time.Minute)
	b.Post("/profile/phone/code", "code", s.Mail(hosttest.AdaNumber, message.ConfirmCode).Secret).Leads(t, "/profile/phone?said=no-code")
	b.Get("/profile/phone?said=no-code").Says(t, http.StatusOK, "No code is waiting in this browser")
	b.Post("/confirm", "password", hosttest.AdaPassword, "next", "/profile/phone").Leads(t, "/profile/phone")
	b.Post("/profile/phone", "phone", hosttest.AdaNumber).Leads(t, "/profile/phone/code")
	b.Post("/profile/phone/code", "code", s.Mail(hosttest.AdaNumber, message.ConfirmCode).Secret).Leads(t, "/profile?done=phone")
}

// A proof that is too weak is asked for again as what it has to be: not by the way that
// would be refused once more, and without losing what was typed.
func TestAnAddressTakesAStrongProof(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	secret, _ := b.TurnOn()
	b.Post("/security/methods/new", "method", "email")
	b.Post("/security/methods/email", "code", s.SentCode(message.Email)).Leads(t, "/security?done=added")
	s.Clock.Advance(11 * time.Minute)
	way := b.Method("Email code")
	b.Post("/confirm/send", "way", way, "next", "/profile")
	b.Post("/confirm", "way", way, "code", s.SentCode(message.Email), "next", "/profile").Leads(t, "/profile")
	for path, fields := range map[string][]string{
		"/profile/email": {"email", "ada@new.test"}, "/profile/phone": {"phone", hosttest.AdaNumber}, "/profile/phone/remove": nil,
	} {
		page := strings.TrimSuffix(path, "/remove")
		b.Post(path, fields...).Leads(t, "/confirm?next="+strings.ReplaceAll(page, "/", "%2F")+"&need=3")
	}
	page := b.Get("/confirm?next=%2Fprofile%2Femail&need=3")
	page.Says(t, http.StatusOK, "6-digit code")
	if strings.Contains(b.Get("/confirm/ways?next=%2Fprofile%2Femail&need=3").Body, "Email code") {
		t.Error("a way is offered that is too weak for it")
	}
	b.Post("/confirm", "code", s.Code(secret), "next", "/profile/email", "need", "3").Leads(t, "/profile/email")
	b.Post("/profile/email", "email", "ada@new.test").Leads(t, "/profile/email?done=sent")
}

// WhatsApp takes the message, and says by its webhook afterwards that nobody is there.
func TestWhatsAppSaysThatANumberIsNobodys(t *testing.T) {
	t.Parallel()
	_, whatsApp, wired := hosttest.Outside(t)
	s := hosttest.Boot(t, wired)
	b := s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	b.Post("/profile/phone", "phone", hosttest.AdaNumber).Leads(t, "/profile/phone/code")
	taken := whatsApp.To(t, strings.TrimPrefix(hosttest.AdaNumber, "+"))
	b.Get("/profile/phone/delivery").Says(t, http.StatusOK, "look=2")
	failed := messagetest.Status("", taken.Callback, "failed", 131026)
	status := messagetest.Post(t, s.URL+"/hooks/whatsapp", failed, messagetest.Sign(messagetest.AppSecret, failed))
	if status != http.StatusOK {
		t.Fatalf("the webhook: %d", status)
	}
	b.Get("/profile/phone/delivery?look=2").Says(t, http.StatusOK, "The message didn’t arrive.")
	b.Get("/profile/phone/code").Says(t, http.StatusOK, "Use another number")
}
