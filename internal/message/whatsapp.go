package message

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/locale"
)

// CloudAPI sends messages by WhatsApp (Meta's Cloud API). Set its fields before its first use.
type CloudAPI struct {
	Clock          *clock.Clock
	Base           string                 // https://graph.facebook.com
	Version        string                 // such as v24.0
	PhoneID        string                 // of the host's number
	Token          func() (string, error) // returns the access token; called for each message
	Template       string                 // an authentication template, with a button that copies the code
	NoticeTemplate string                 // a utility template with one {{1}}; "": notices are not sent by WhatsApp
	Languages      map[string]string      // the template's language for each of ours, such as en -> en_US

	health health
}

const (
	whatsAppTime  = 20 * time.Second
	longestCode   = 15 // Meta's limit
	longestAnswer = 64 << 10
)

// Redirects are not followed: the token is for one server only.
var whatsAppHTTP = sync.OnceValue(func() *http.Client {
	return &http.Client{
		Timeout:       whatsAppTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
})

// ParseWhatsApp reads the base URL of the WhatsApp API: https://, or http:// for a loopback address.
func ParseWhatsApp(raw string) (string, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.User != nil ||
		u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return "", errors.New("it takes an address such as https://graph.facebook.com")
	}
	return strings.TrimRight(raw, "/"), nil
}

// Send sends m with a template: codes with the authentication template, notices with the utility template. See
// [Sender].
func (a *CloudAPI) Send(ctx context.Context, m Message, l Letter, handing func() error) (string, error) {
	body, trouble := a.body(m, l)
	if trouble != nil {
		return "", trouble
	}
	token, err := a.Token()
	if err != nil {
		return "", a.note(&Trouble{Reason: Unauthorised, Detail: err.Error(), Final: true, Hides: true})
	}
	address := a.Base + "/" + url.PathEscape(a.Version) + "/" + url.PathEscape(a.PhoneID) + "/messages"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return "", fmt.Errorf("asking WhatsApp: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	request.GetBody = nil // never sent again by itself on a connection that broke
	if err := handing(); err != nil {
		return "", err
	}
	response, err := whatsAppHTTP().Do(request)
	if err != nil {
		return "", notAnswered(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, longestAnswer))
	if err != nil {
		return "", &Trouble{Reason: Unreachable, Detail: err.Error(), Unsure: true}
	}
	id, trouble := a.read(response.StatusCode, answer)
	if trouble != nil {
		return "", a.note(trouble)
	}
	a.health.well()
	return id, nil
}

// template is what is posted; Meta's documentation has the fields in this order.
type template struct {
	Product   string `json:"messaging_product"`
	Recipient string `json:"recipient_type"`
	To        string `json:"to"`
	Type      string `json:"type"`
	Callback  string `json:"biz_opaque_callback_data"`
	Template  struct {
		Name     string `json:"name"`
		Language struct {
			Code string `json:"code"`
		} `json:"language"`
		Components []component `json:"components"`
	} `json:"template"`
}

type component struct {
	Type       string      `json:"type"`
	SubType    string      `json:"sub_type,omitempty"`
	Index      string      `json:"index,omitempty"`
	Parameters []parameter `json:"parameters"`
}

type parameter struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

func (a *CloudAPI) body(m Message, l Letter) ([]byte, *Trouble) {
	t := template{Product: "whatsapp", Recipient: "individual", To: strings.TrimPrefix(m.Recipient, "+"), Type: "template", Callback: m.ID}
	if t.To == "" || strings.Trim(t.To, "0123456789") != "" {
		return nil, &Trouble{Reason: Recipient, Detail: "this is no phone number", Final: true}
	}
	t.Template.Language.Code = a.language(m.Language)
	text := func(s string) []parameter { return []parameter{{Type: "text", Text: s}} }
	switch {
	case m.Kind.Coded() && m.Secret != "" && len(m.Secret) <= longestCode:
		t.Template.Name = a.Template
		t.Template.Components = []component{
			{Type: "body", Parameters: text(m.Secret)},
			{Type: "button", SubType: "url", Index: "0", Parameters: text(m.Secret)},
		}
	case m.Kind.Notice() && a.NoticeTemplate != "":
		t.Template.Name = a.NoticeTemplate
		t.Template.Components = []component{{Type: "body", Parameters: text(oneLine(l.Subject))}}
	default:
		return nil, &Trouble{
			Reason: NotConfigured, Detail: "WhatsApp carries codes, and notices where --whatsapp-notice-template is set", Final: true,
		}
	}
	body, err := json.Marshal(t)
	if err != nil {
		return nil, &Trouble{Reason: Refused, Detail: err.Error(), Final: true}
	}
	return body, nil
}

// language is the template's language for a tag that locale.Find knows.
func (a *CloudAPI) language(tag string) string {
	if code := a.Languages[locale.Of(tag).Lang()]; code != "" {
		return code
	}
	return a.Languages["en"]
}

// read goes by the status and by the error's number, never by its words.
func (a *CloudAPI) read(status int, answer []byte) (id string, t *Trouble) {
	var said struct {
		Messages []struct {
			ID string `json:"id"`
		} `json:"messages"`
		Error *apiError `json:"error"`
	}
	err := json.Unmarshal(answer, &said)
	switch {
	case err == nil && said.Error != nil:
		return "", said.Error.trouble(status)
	case status == http.StatusOK && err == nil && len(said.Messages) > 0:
		return said.Messages[0].ID, nil
	case status == http.StatusOK || status >= 500: // somebody in between, who does not know
		return "", &Trouble{Reason: Unreachable, Detail: fmt.Sprintf("HTTP status %d without a word of WhatsApp's", status), Unsure: true}
	case status == http.StatusTooManyRequests:
		return "", &Trouble{Reason: Busy, Detail: "HTTP status 429", Wait: time.Minute}
	case status == http.StatusUnauthorized:
		return "", &Trouble{Reason: Unauthorised, Detail: "HTTP status 401", Final: true, Hides: true}
	}
	return "", &Trouble{Reason: Refused, Detail: fmt.Sprintf("HTTP status %d", status), Final: true}
}

// notAnswered: where no connection was made, nothing was said.
func notAnswered(err error) *Trouble {
	var operation *net.OpError
	dialing := errors.As(err, &operation) && operation.Op == "dial"
	var lookup *net.DNSError
	return &Trouble{Reason: Unreachable, Detail: withoutURL(err), Unsure: !dialing && !errors.As(err, &lookup)}
}

func withoutURL(err error) string {
	var asked *url.Error
	if errors.As(err, &asked) {
		return asked.Err.Error()
	}
	return err.Error()
}
