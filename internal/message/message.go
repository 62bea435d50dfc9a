// Package message keeps what is to be told to people: an outbox that is written
// in the same transaction as what it tells of. It holds facts, not sentences;
// what a message says is rendered by whoever shows or sends it.
package message

import (
	"context"
	"encoding/json"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"

	"github.com/google/uuid"
)

// Kind says what a message tells of.
type Kind string

// The messages there are. Each tells the person of a change to their security.
const (
	TwoFactorOn     Kind = "two_factor_on"
	TwoFactorOff    Kind = "two_factor_off"
	TwoFactorReset  Kind = "two_factor_reset"
	BackupCodeUsed  Kind = "backup_code_used"
	BackupCodesMade Kind = "backup_codes_made"
	PasswordChanged Kind = "password_changed"
	CodesLocked     Kind = "codes_locked"
	UserDisabled    Kind = "user_disabled"
	UserEnabled     Kind = "user_enabled"
)

// Facts are what a message's sentences are made of.
type Facts struct {
	Name    string `json:"name,omitempty"`    // whom it greets
	Network string `json:"network,omitempty"` // the address the change came from
	Agent   string `json:"agent,omitempty"`   // the browser it came from, as it named itself
	Left    int    `json:"left,omitempty"`    // backup codes left
}

// Message is one message to one person.
type Message struct {
	ID        string
	UserID    string
	Recipient string // an e-mail address
	Kind      Kind
	Language  string // the person's choice; "" for none
	Facts     Facts
	CreatedAt clock.Instant
}

// Outbox holds messages.
type Outbox struct {
	Clock *clock.Clock
}

// Add writes m in the caller's transaction; its ID and time are set here.
func (o *Outbox) Add(ctx context.Context, tx db.Tx, m Message) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("naming message: %w", err)
	}
	facts, err := json.Marshal(m.Facts)
	if err != nil {
		return fmt.Errorf("writing message: %w", err)
	}
	m.ID, m.CreatedAt = id.String(), o.Clock.Now()
	return insert(ctx, tx, m, string(facts))
}
