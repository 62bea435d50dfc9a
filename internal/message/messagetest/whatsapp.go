package messagetest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// What Meta has given the host.
const (
	Token       = "EAAG-test-token"
	AppSecret   = "5f1c-app-secret"
	VerifyToken = "our verify token"
	PhoneID     = "106540352242922"
	Version     = "v24.0"
)

// WhatsApp is a local Cloud API that refuses what the documented one refuses.
type WhatsApp struct {
	URL string

	mu      sync.Mutex
	took    []Taken
	refused []string
	next    []func(http.ResponseWriter)
}

// Taken is one message that the API accepted.
type Taken struct {
	ID       string // WhatsApp's id
	Callback string // our id
	To       string
	Template string
	Language string
	Code     string // of an authentication template
	Text     string // of a utility template
}

// The templates that the host has made, and their languages.
var templates = map[string][]string{"verification_code": {"en_US", "ar"}, "account_notice": {"en_US"}}

const authentication = "verification_code"

// NewWhatsApp starts the server, which stops when the test ends.
func NewWhatsApp(t testing.TB) *WhatsApp {
	t.Helper()
	w := &WhatsApp{}
	server := httptest.NewServer(http.HandlerFunc(w.serve))
	t.Cleanup(server.Close)
	w.URL = server.URL
	return w
}

// Took returns every accepted message, oldest first.
func (w *WhatsApp) Took() []Taken {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.took)
}

// Refused returns why calls were refused as invalid, leaving out those that Refuse refused.
func (w *WhatsApp) Refused() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.refused)
}

// To returns the newest message to a number, written in digits only. It waits a while for one, then fails the
// test.
func (w *WhatsApp) To(t testing.TB, number string) Taken {
	t.Helper()
	for until := time.Now().Add(10 * time.Second); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
		for _, m := range slices.Backward(w.Took()) {
			if m.To == number {
				return m
			}
		}
	}
	t.Fatalf("nothing came for %s; refused: %v", number, w.Refused())
	return Taken{}
}

// Refuse answers the next call with one of Meta's errors.
func (w *WhatsApp) Refuse(status, code int) {
	w.Next(func(r http.ResponseWriter) { refuse(r, status, code, "as the test has it") })
}

// Next makes fn answer the next valid call, whose message is not accepted.
func (w *WhatsApp) Next(fn func(http.ResponseWriter)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.next = append(w.next, fn)
}

func (w *WhatsApp) serve(response http.ResponseWriter, request *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	message, status, code, problem := judge(request)
	if problem != "" {
		w.refused = append(w.refused, problem)
		refuse(response, status, code, problem)
		return
	}
	if len(w.next) > 0 {
		answer := w.next[0]
		w.next = w.next[1:]
		answer(response)
		return
	}
	message.ID = fmt.Sprintf("wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI%06d", len(w.took)+1)
	w.took = append(w.took, message)
	response.Header().Set("Content-Type", "application/json; charset=UTF-8")
	_ = json.NewEncoder(response).Encode(map[string]any{
		"messaging_product": "whatsapp",
		"contacts":          []any{map[string]string{"input": message.To, "wa_id": message.To}},
		"messages":          []any{map[string]string{"id": message.ID, "message_status": "accepted", "a_field_to_come": "?"}},
	})
}

func refuse(response http.ResponseWriter, status, code int, details string) {
	response.Header().Set("Content-Type", "application/json; charset=UTF-8")
	response.WriteHeader(status)
	_ = json.NewEncoder(response).Encode(map[string]any{"error": map[string]any{
		"message": fmt.Sprintf("(#%d) refused", code), "type": "OAuthException", "code": code,
		"error_data": map[string]string{"messaging_product": "whatsapp", "details": details}, "fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam",
	}})
}

// Status returns WhatsApp's report of a message's status. For "failed", codes are the errors.
func Status(id, callback, status string, codes ...int) []byte {
	one := map[string]any{
		"id": id, "status": status, "timestamp": "1795348800", "recipient_id": "447700900123", "biz_opaque_callback_data": callback,
	}
	var errors []any
	for _, code := range codes {
		errors = append(errors, map[string]any{
			"code": code, "title": "Message undeliverable", "message": "Message undeliverable",
			"error_data": map[string]string{"details": "as the test has it"},
		})
	}
	if errors != nil {
		one["errors"] = errors
	}
	body, _ := json.Marshal(map[string]any{"object": "whatsapp_business_account", "entry": []any{map[string]any{
		"id": "102290129340398", "changes": []any{map[string]any{"field": "messages", "value": map[string]any{
			"messaging_product": "whatsapp", "metadata": map[string]string{"display_phone_number": "15550783881", "phone_number_id": PhoneID},
			"statuses": []any{one},
		}}},
	}}})
	return body
}

// Sign returns the header X-Hub-Signature-256 for a body.
func Sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// Post posts a signed report to a webhook and returns the answer's status.
func Post(t testing.TB, url string, body []byte, signature string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Hub-Signature-256", signature)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}
