package recovery_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
	"latchkey/server/host"
	"latchkey/server/hosttest"
)

// losesThePhone is a browser that follows a case of Ada's, and that a code was sent for just now.
func losesThePhone(s *hosttest.Server) *hosttest.Browser {
	s.T.Helper()
	s.Browser().TurnOn()
	s.PhoneOf(hosttest.Ada, hosttest.RecoveryNumber)
	s.LetSettle()
	b := s.Browser()
	b.OpensCase()
	b.Post("/recovery/case/phone").Leads(s.T, "/recovery/case/code")
	return b
}

// WhatsApp takes a case's code, and says by its webhook afterwards what became of it.
func TestWhatsAppSaysWhatBecameOfACasesCode(t *testing.T) {
	t.Parallel()
	for name, told := range map[string]struct {
		status string
		codes  []int
		words  string
	}{
		"nobody is there": {"failed", []int{131026}, "The message didn’t arrive. <a href=\"/recovery/case\""},
		"it is there":     {"delivered", nil, "Message delivered."},
	} {
		t.Run(name, func(t *testing.T) {
			_, whatsApp, wired := hosttest.Outside(t)
			s := hosttest.Boot(t, wired, func(o *host.Options) {
				o.Delivery.SMTP, o.Delivery.SMTPPasswordFile, o.Delivery.SMTPCAFile, o.Delivery.From = "", "", "", ""
			})
			b := losesThePhone(s)
			taken := whatsApp.To(t, strings.TrimPrefix(hosttest.RecoveryNumber, "+"))
			b.Get("/recovery/case/code").Says(t, http.StatusOK, `hx-get="/recovery/case/delivery?look=1"`)
			b.Get("/recovery/case/delivery?look=1").Says(t, http.StatusOK, `hx-get="/recovery/case/delivery?look=2"`)
			status := messagetest.Status("", taken.Callback, told.status, told.codes...)
			answer := messagetest.Post(t, s.URL+"/hooks/whatsapp", status, messagetest.Sign(messagetest.AppSecret, status))
			if answer != http.StatusOK {
				t.Fatalf("the webhook: %d", answer)
			}
			part := b.Get("/recovery/case/delivery?look=2")
			part.Says(t, http.StatusOK, told.words)
			if strings.Contains(part.Body, "look=") || strings.Contains(part.Body, "<main") {
				t.Errorf("it asks on, or is a whole page:\n%s", part.Body)
			}
			b.Get("/recovery/case/code").Says(t, http.StatusOK, told.words)
			b.Get("/recovery/case").Says(t, http.StatusOK, "Show it to support")
			b.Post("/recovery/case/code", "code", taken.Code).Leads(t, "/recovery/case")
			b.Get("/recovery/case/code").Leads(t, "/recovery/case") // it is given
		})
	}
}

// A code that does not come: another can be asked for when its time has come, and each wait
// is longer than the one before.
func TestAnotherCodeForACase(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := losesThePhone(s)
	first := s.Mail(hosttest.RecoveryNumber, message.ConfirmCode)
	b.Get("/recovery/case/code").Says(t, http.StatusOK, `You can send a new code in <bdi dir="ltr">0:30</bdi>`)
	soon := b.Post("/recovery/case/phone")
	soon.Says(t, http.StatusTooManyRequests, "We sent a code a moment ago")
	soon.Says(t, http.StatusTooManyRequests, "Enter the code")
	s.Clock.Advance(30 * time.Second)
	b.Post("/recovery/case/phone").Leads(t, "/recovery/case/code")
	second := s.Mail(hosttest.RecoveryNumber, message.ConfirmCode)
	if second.ID == first.ID {
		t.Fatal("nothing was sent")
	}
	b.Get("/recovery/case/code").Says(t, http.StatusOK, `<bdi dir="ltr">1:00</bdi>`)
	for range 5 {
		b.Post("/recovery/case/code", "code", hosttest.OtherCode(second.Secret)).
			Says(t, http.StatusUnprocessableEntity, "That code didn’t work.")
	}
	b.Post("/recovery/case/code", "code", second.Secret).Says(t, http.StatusTooManyRequests, "Too many wrong codes.")
	s.Clock.Advance(time.Minute)
	b.Post("/recovery/case/code", "code", second.Secret).Says(t, http.StatusUnprocessableEntity, "this code no longer works")
	b.Post("/recovery/case/phone").Leads(t, "/recovery/case/code")
	third := s.Mail(hosttest.RecoveryNumber, message.ConfirmCode)
	s.Clock.Advance(10 * time.Minute)
	b.Post("/recovery/case/code", "code", third.Secret).Leads(t, "/recovery/case?said=no-code")
	b.Get("/recovery/case?said=no-code").Says(t, http.StatusOK, "There’s no code to enter in this browser")
}

// What became of a code is told to the browser that it was sent for: not to another that
// follows the same case, nor to somebody else's, nor once the case is over.
func TestACasesCodeIsNobodyElsesBusiness(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := losesThePhone(s)
	sent := s.Mail(hosttest.RecoveryNumber, message.ConfirmCode)
	s.DeliveryBecomes(message.WhatsApp, message.Queued)
	b.Get("/recovery/case/delivery").Says(t, http.StatusOK, "Your message is on its way.")

	same, brunos := s.Browser(), s.Browser()
	same.OpensCase()
	soon := same.Post("/recovery/case/phone")
	soon.Says(t, http.StatusTooManyRequests, "We sent a code a moment ago")
	soon.Says(t, http.StatusTooManyRequests, "Your recovery case")
	noor := s.Noor()
	at := noor.CaseAt()
	home := s.Browser()
	home.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	home.SetUpSecondStep()
	s.PhoneOf(hosttest.Bruno, hosttest.AdaNumber)
	brunos.Post("/recovery", "email", hosttest.Bruno).Leads(t, "/recovery/sent")
	brunos.Get(s.Link(hosttest.Bruno, message.RecoveryOpen)).Leads(t, "/recovery/open")
	brunos.Post("/recovery/open").Leads(t, "/recovery/case")
	for name, strange := range map[string]struct {
		*hosttest.Browser
		page string
	}{
		"another browser of the case": {same, "/recovery/case?said=no-code"},
		"somebody else's case":        {brunos, "/recovery/case?said=no-code"},
		"no case":                     {s.Browser(), "/recovery/case"},
	} {
		t.Run(name, func(t *testing.T) {
			part := strange.Get("/recovery/case/delivery")
			part.Says(t, http.StatusOK, "Use another way")
			if strings.Contains(part.Body, "on its way") || strings.Contains(part.Body, "look=") {
				t.Errorf("it is told:\n%s", part.Body)
			}
			strange.Get("/recovery/case/code").Leads(t, strange.page)
			if p := strange.Post("/recovery/case/code", "code", sent.Secret); p.Location == "/recovery/case" || p.Status < 300 {
				t.Errorf("the code is taken: %d to %q", p.Status, p.Location)
			}
		})
	}
	noor.Decides(at, "stop")
	b.Get("/recovery/case/delivery").Says(t, http.StatusOK, "Use another way")
	b.Get("/recovery/case/code").Leads(t, "/recovery/case")
	b.Post("/recovery/case/phone").Says(t, http.StatusUnprocessableEntity, "Your case has moved on")
	b.Post("/recovery/case/code", "code", sent.Secret).Says(t, http.StatusUnprocessableEntity, "Your case has moved on")
	if n := s.Count(`SELECT COUNT(*) FROM recovery_proof WHERE kind = 'phone'`); n != 0 {
		t.Errorf("%d phones prove something", n)
	}
}
