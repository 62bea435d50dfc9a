package message

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"latchkey/internal/db"
)

// ErrForged refuses a webhook call that WhatsApp did not sign.
var ErrForged = errors.New("the call is not signed by WhatsApp")

// Webhook receives WhatsApp's reports of what became of messages.
type Webhook struct {
	DB          *db.DB
	Outbox      *Outbox
	API         *CloudAPI
	Secret      func() (string, error) // returns the app's secret, which signs the reports
	VerifyToken func() (string, error) // returns the token that the host entered at WhatsApp
}

// Subscribed reports whether token is the one that the host entered at WhatsApp.
func (h *Webhook) Subscribed(token string) (bool, error) {
	ours, err := h.VerifyToken()
	if err != nil {
		return false, fmt.Errorf("checking WhatsApp's call: %w", err)
	}
	given, want := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(ours))
	return ours != "" && subtle.ConstantTimeCompare(given[:], want[:]) == 1, nil
}

// Receive stores the reports in body, unchanged as it was posted. Signature is the header X-Hub-Signature-256;
// [ErrForged] if it is not right. Repeated, late or reordered reports do no harm, and unknown ones are ignored.
func (h *Webhook) Receive(ctx context.Context, signature string, body []byte) error {
	if err := h.signed(signature, body); err != nil {
		return err
	}
	var call struct {
		Entry []struct {
			Changes []struct {
				Value struct {
					Statuses []status `json:"statuses"`
				} `json:"value"`
			} `json:"changes"`
		} `json:"entry"`
	}
	if err := json.Unmarshal(body, &call); err != nil {
		return nil // signed, so it is WhatsApp's; sent again, it would be no clearer
	}
	var told []status
	for _, e := range call.Entry {
		for _, c := range e.Changes {
			told = append(told, c.Value.Statuses...)
		}
	}
	if len(told) == 0 {
		return nil
	}
	return h.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		for _, s := range told {
			if err := h.noteStatus(ctx, tx, s); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *Webhook) signed(signature string, body []byte) error {
	secret, err := h.Secret()
	if err != nil {
		return fmt.Errorf("checking WhatsApp's call: %w", err)
	}
	given, ok := strings.CutPrefix(signature, "sha256=")
	sum, err := hex.DecodeString(given)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	if !ok || err != nil || secret == "" || !hmac.Equal(sum, mac.Sum(nil)) {
		return ErrForged
	}
	return nil
}

// status is one message's news.
type status struct {
	ID       string     `json:"id"`
	Status   string     `json:"status"`
	Callback string     `json:"biz_opaque_callback_data"`
	Errors   []apiError `json:"errors"`
}

var statusStates = map[string]State{"sent": Sent, "delivered": Delivered, "read": Read, "failed": Failed}

func (h *Webhook) noteStatus(ctx context.Context, tx db.Tx, s status) error {
	state, known := statusStates[s.Status]
	if !known {
		return nil
	}
	trouble := &Trouble{}
	if state == Failed {
		trouble = &Trouble{Reason: Refused}
		if len(s.Errors) > 0 {
			trouble = h.API.note(s.Errors[0].trouble(0))
		}
	}
	return storeStatus(ctx, tx, s, state, trouble.Reason, told(trouble.Detail), h.Outbox.Clock.Now())
}
