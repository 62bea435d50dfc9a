package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
)

// losesThePhone is a browser that follows a case of Ada's, and that a code was sent for just now.
func losesThePhone(s *server) *browser {
	s.t.Helper()
	s.browser().turnOn()
	s.phoneOf(ada, recoveryNumber)
	s.settle()
	b := s.browser()
	b.opensCase()
	b.post("/recovery/case/phone").leads(s.t, "/recovery/case/code")
	return b
}

// WhatsApp takes a case's code, and says by its webhook afterwards what became of it.
func TestWhatsAppSaysWhatBecameOfACasesCode(t *testing.T) {
	for name, told := range map[string]struct {
		status string
		codes  []int
		words  string
	}{
		"nobody is there": {"failed", []int{131026}, "That didn’t arrive. <a href=\"/recovery/case\""},
		"it is there":     {"delivered", nil, "The message has arrived."},
	} {
		t.Run(name, func(t *testing.T) {
			_, whatsApp, wired := outside(t)
			s := boot(t, wired, func(o *Options) {
				o.Delivery.SMTP, o.Delivery.SMTPPasswordFile, o.Delivery.SMTPCAFile, o.Delivery.From = "", "", "", ""
			})
			b := losesThePhone(s)
			taken := whatsApp.To(t, strings.TrimPrefix(recoveryNumber, "+"))
			b.get("/recovery/case/code").says(t, http.StatusOK, `hx-get="/recovery/case/delivery?look=1"`)
			b.get("/recovery/case/delivery?look=1").says(t, http.StatusOK, `hx-get="/recovery/case/delivery?look=2"`)
			status := messagetest.Status("", taken.Callback, told.status, told.codes...)
			if answer := messagetest.Post(t, s.url+"/hooks/whatsapp", status, messagetest.Sign(messagetest.AppSecret, status)); answer != http.StatusOK {
				t.Fatalf("the webhook: %d", answer)
			}
			part := b.get("/recovery/case/delivery?look=2")
			part.says(t, http.StatusOK, told.words)
			if strings.Contains(part.body, "look=") || strings.Contains(part.body, "<main") {
				t.Errorf("it asks on, or is a whole page:\n%s", part.body)
			}
			b.get("/recovery/case/code").says(t, http.StatusOK, told.words)
			b.get("/recovery/case").says(t, http.StatusOK, "You show it to support")
			b.post("/recovery/case/code", "code", taken.Code).leads(t, "/recovery/case")
			b.get("/recovery/case/code").leads(t, "/recovery/case") // it is given
		})
	}
}

// A code that does not come: another can be asked for when its time has come, and each wait
// is longer than the one before.
func TestAnotherCodeForACase(t *testing.T) {
	s := boot(t)
	b := losesThePhone(s)
	first := s.mail(recoveryNumber, message.ConfirmCode)
	b.get("/recovery/case/code").says(t, http.StatusOK, `A new one can be sent in <bdi dir="ltr">0:30</bdi>`)
	soon := b.post("/recovery/case/phone")
	soon.says(t, http.StatusTooManyRequests, "A code was sent a moment ago")
	soon.says(t, http.StatusTooManyRequests, "Type the code")
	s.clock.Advance(30 * time.Second)
	b.post("/recovery/case/phone").leads(t, "/recovery/case/code")
	second := s.mail(recoveryNumber, message.ConfirmCode)
	if second.ID == first.ID {
		t.Fatal("nothing was sent")
	}
	b.get("/recovery/case/code").says(t, http.StatusOK, `<bdi dir="ltr">1:00</bdi>`)
	for range 5 {
		b.post("/recovery/case/code", "code", other(second.Secret)).says(t, http.StatusUnprocessableEntity, "That code is not right.")
	}
	b.post("/recovery/case/code", "code", second.Secret).says(t, http.StatusTooManyRequests, "Too many wrong codes.")
	s.clock.Advance(time.Minute)
	b.post("/recovery/case/code", "code", second.Secret).says(t, http.StatusUnprocessableEntity, "that code is dead")
	b.post("/recovery/case/phone").leads(t, "/recovery/case/code")
	third := s.mail(recoveryNumber, message.ConfirmCode)
	s.clock.Advance(10 * time.Minute)
	b.post("/recovery/case/code", "code", third.Secret).leads(t, "/recovery/case?said=no-code")
	b.get("/recovery/case?said=no-code").says(t, http.StatusOK, "No code is waiting in this browser")
}

// What became of a code is told to the browser that it was sent for: not to another that
// follows the same case, nor to somebody else's, nor once the case is over.
func TestACasesCodeIsNobodyElsesBusiness(t *testing.T) {
	s := boot(t)
	b := losesThePhone(s)
	sent := s.mail(recoveryNumber, message.ConfirmCode)
	s.becomes(message.WhatsApp, message.Queued)
	b.get("/recovery/case/delivery").says(t, http.StatusOK, "The message is on its way.")

	same, brunos := s.browser(), s.browser()
	same.opensCase()
	soon := same.post("/recovery/case/phone")
	soon.says(t, http.StatusTooManyRequests, "A code was sent a moment ago")
	soon.says(t, http.StatusTooManyRequests, "Your recovery case")
	home := s.browser()
	home.post("/sign-in", "email", bruno, "password", brunoPassword).leads(t, "/dashboard")
	home.setUpSecondStep()
	s.phoneOf(bruno, adaNumber)
	brunos.post("/recovery", "email", bruno).leads(t, "/recovery/sent")
	brunos.get(s.link(bruno, message.RecoveryOpen)).leads(t, "/recovery/open")
	brunos.post("/recovery/open").leads(t, "/recovery/case")
	for name, strange := range map[string]struct {
		*browser
		page string
	}{
		"another browser of the case": {same, "/recovery/case?said=no-code"},
		"somebody else's case":        {brunos, "/recovery/case?said=no-code"},
		"no case":                     {s.browser(), "/recovery/case"},
	} {
		t.Run(name, func(t *testing.T) {
			part := strange.get("/recovery/case/delivery")
			part.says(t, http.StatusOK, "Use another way")
			if strings.Contains(part.body, "on its way") || strings.Contains(part.body, "look=") {
				t.Errorf("it is told:\n%s", part.body)
			}
			strange.get("/recovery/case/code").leads(t, strange.page)
			if p := strange.post("/recovery/case/code", "code", sent.Secret); p.location == "/recovery/case" || p.status < 300 {
				t.Errorf("the code is taken: %d to %q", p.status, p.location)
			}
		})
	}
	b.post("/recovery/case/stop").leads(t, "/recovery/case")
	b.get("/recovery/case/delivery").says(t, http.StatusOK, "Use another way")
	b.get("/recovery/case/code").leads(t, "/recovery/case")
	b.post("/recovery/case/phone").says(t, http.StatusUnprocessableEntity, "Your case has moved on")
	b.post("/recovery/case/code", "code", sent.Secret).says(t, http.StatusUnprocessableEntity, "Your case has moved on")
	if n := s.count(`SELECT COUNT(*) FROM recovery_proof WHERE kind = 'phone'`); n != 0 {
		t.Errorf("%d phones prove something", n)
	}
}
