package message_test

import (
	"net/http"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
)

func TestWhatsAppGetsWhatItsDocumentationWants(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	id := p.add(p.code(message.WhatsApp))
	arabic := p.code(message.WhatsApp)
	arabic.Language, arabic.Recipient = "ar-u-nu-latn", "+201001234567"
	p.add(arabic)
	p.drain()
	p.is(id, message.Sent, "")
	if p.secrets(id) != "" {
		t.Error("the code is still kept")
	}
	if refused := p.WhatsApp.Refused(); len(refused) > 0 {
		t.Errorf("WhatsApp complains of %v", refused)
	}
	got := p.WhatsApp.To(t, "447700900123")
	want := (messagetest.Taken{ID: got.ID, Callback: id, To: "447700900123", Template: "verification_code", Language: "en_US", Code: "482913"})
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := p.WhatsApp.To(t, "201001234567"); got.Language != "ar" {
		t.Errorf("%+v", got)
	}
}

// An authentication template carries nothing but a code.
func TestWhatsAppCarriesNoLinksAndNoticesOnlyByATemplate(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	m := p.code(message.WhatsApp)
	m.Kind = message.ResetPassword
	link := p.add(m)
	notice := message.Message{Channel: message.WhatsApp, Recipient: "+447700900123", Kind: message.PasswordChanged}
	sent := p.add(notice)
	p.drain()
	p.is(link, message.Failed, message.NotConfigured)
	p.is(sent, message.Sent, "")
	if took := p.WhatsApp.Took(); len(took) != 1 || took[0].Template != "account_notice" || took[0].Text != "Your code" {
		t.Errorf("%+v", took)
	}
	p.API.NoticeTemplate = ""
	unset := p.add(notice)
	p.drain()
	p.is(unset, message.Failed, message.NotConfigured)
}

func TestWhatsAppsRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status, code int
		state        message.State
		reason       message.Reason
		hidden       bool
	}{
		"no WhatsApp at the number": {400, 131026, message.Failed, message.Recipient, false},
		"too many to one person":    {400, 131056, message.Queued, message.Busy, false},
		"throughput":                {429, 130429, message.Queued, message.Busy, false},
		"spam limit":                {400, 131048, message.Queued, message.Busy, false},
		"billing":                   {400, 131042, message.Failed, message.Billing, true},
		"no token":                  {401, 0, message.Failed, message.Unauthorised, true},
		"token expired":             {401, 190, message.Failed, message.Unauthorised, true},
		"permission":                {403, 10, message.Failed, message.Unauthorised, true},
		"another permission":        {403, 200, message.Failed, message.Unauthorised, true},
		"policy":                    {403, 368, message.Failed, message.Restricted, true},
		"account locked":            {403, 131031, message.Failed, message.Restricted, true},
		"template missing":          {404, 132001, message.Failed, message.Template, false},
		"template paused":           {400, 132015, message.Failed, message.Template, false},
		"their fault":               {500, 131000, message.Queued, message.Unreachable, false},
		"a number yet to come":      {400, 139999, message.Failed, message.Refused, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := openPost(t)
			p.WhatsApp.Refuse(c.status, c.code)
			id := p.add(p.code(message.WhatsApp))
			p.drain()
			p.is(id, c.state, c.reason)
			if p.API.Healthy() == c.hidden {
				t.Errorf("on offer: %v", p.API.Healthy())
			}
			warnings, err := p.Out.Warnings(t.Context(), p.DB.Read())
			if warned := len(warnings) == 1 && warnings[0].Reason == c.reason; err != nil || warned == (c.reason == message.Recipient) {
				t.Errorf("warnings: %+v, %v", warnings, err)
			}
			// Tried again, it goes; a code that failed was given up, for another way.
			p.Clock.Advance(5 * time.Minute)
			p.drain()
			if took := len(p.WhatsApp.Took()); (took == 1) != (c.state == message.Queued) {
				t.Errorf("%d were taken", took)
			}
		})
	}
}

func TestWhatsAppIsOnOfferAgainAfterAnHourOrOnceItTakes(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	p.WhatsApp.Refuse(400, 131042)
	p.add(p.code(message.WhatsApp))
	p.drain()
	p.Clock.Advance(59 * time.Minute)
	if p.API.Healthy() {
		t.Error("on offer while nothing can be sent")
	}
	p.add(p.code(message.WhatsApp))
	p.drain()
	if !p.API.Healthy() {
		t.Error("not on offer although it takes messages again")
	}
	p.WhatsApp.Refuse(400, 131042)
	p.add(p.code(message.WhatsApp))
	p.drain()
	p.Clock.Advance(time.Hour)
	if !p.API.Healthy() {
		t.Error("not on offer after an hour")
	}
}

// A gateway that gives up does not know what WhatsApp did.
func TestAnAnswerThatIsNotWhatsAppsLeavesItOpen(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(http.ResponseWriter){
		"a gateway's page": func(w http.ResponseWriter) { w.WriteHeader(502); _, _ = w.Write([]byte("<html>")) },
		"an empty answer":  func(w http.ResponseWriter) { w.WriteHeader(200) },
		"no answer":        func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"half an answer": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "900")
			_, _ = w.Write([]byte(`{"messaging_product"`))
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := openPost(t)
			p.WhatsApp.Next(answer)
			id := p.add(p.code(message.WhatsApp))
			p.drain()
			p.Clock.Advance(5 * time.Minute)
			p.drain()
			p.is(id, message.Failed, message.Unsure)
			if n := len(p.WhatsApp.Took()); n != 0 {
				t.Errorf("it was sent again")
			}
		})
	}
}

func TestTheTokenGoesNowhereElse(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	other := messagetest.NewWhatsApp(t)
	p.WhatsApp.Next(func(w http.ResponseWriter) {
		w.Header().Set("Location", other.URL+"/"+messagetest.Version+"/"+messagetest.PhoneID+"/messages")
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	id := p.add(p.code(message.WhatsApp))
	p.drain()
	p.is(id, message.Failed, message.Refused)
	if len(other.Took())+len(other.Refused()) > 0 {
		t.Error("the redirect was followed")
	}
	for raw, sound := range map[string]bool{
		"https://graph.facebook.com": true, "https://graph.facebook.com/": true, "http://127.0.0.1:8081": true, "http://localhost:8081": true,
		"http://graph.facebook.com": false, "graph.facebook.com": false,
		"ftp://x": false, "https://u:p@x": false, "https://x?y=z": false, "": false,
	} {
		if _, err := message.ParseWhatsApp(raw); (err == nil) != sound {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func TestANumberThatIsNoneIsNotSentTo(t *testing.T) {
	t.Parallel()
	for _, number := range []string{"", "+", "ada@example.com", "+44 7700 900123", "٠١٢"} {
		p := openPost(t)
		m := p.code(message.WhatsApp)
		m.Recipient = number
		id := p.add(m)
		p.drain()
		p.is(id, message.Failed, message.Recipient)
	}
}
