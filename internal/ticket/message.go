package ticket

import (
	"context"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Source is how a message came.
type Source string

// The sources.
const (
	Web  Source = "web"  // a page of the client area, or of a guest
	Desk Source = "desk" // a page of the staff
)

// Proof is how it is known that a message is of whom it says.
type Proof string

// The proofs.
const (
	Unproven       Proof = ""                // somebody typed a name and an address
	BySession      Proof = "session"         // the author was signed in
	GuestConfirmed Proof = "guest-confirmed" // the author holds a link that went to the guest's address
)

// Message is one message of a ticket. Its body is Markdown as it was typed.
type Message struct {
	ID, TicketID string // ids grow: a later message has a greater one
	At           clock.Instant
	Author       Author
	AuthorID     string // the user's id; "" for a guest
	AuthorName   string // as it was then
	Proven       Proof
	Source       Source
	Body         string
	Internal     bool          // a note that only staff see
	Event        Event         // of a message [BySystem]: what happened
	Redacted     clock.Instant // when staff took its text away; 0: they did not
	RedactedBy   string

	Once string // optional: a second message with the same one is not added
}

// Write adds a message to a ticket in its transaction, and returns it with its id. If one with the same Once was added
// before, that one is returned, and added is false. It changes nothing of the ticket itself; [Tickets.Move] does.
func (ts *Tickets) Write(ctx context.Context, tx db.Tx, m Message) (written Message, added bool, err error) {
	if m.ID, err = db.NewID(); err != nil {
		return m, false, err
	}
	m.At = ts.Clock.Now()
	if added, err = insertMessage(ctx, tx, m); err != nil || added {
		return m, added, err
	}
	written, err = messageByOnce(ctx, tx, m.Once)
	return written, false, err
}

// ByOnce returns the message that was added with this Once; [ErrNotFound] if there is none.
func (ts *Tickets) ByOnce(ctx context.Context, tx db.Reader, once string) (Message, error) {
	return messageByOnce(ctx, tx, once)
}

// Message returns the message with that id; [ErrNotFound] if there is none.
func (ts *Tickets) Message(ctx context.Context, tx db.Reader, id string) (Message, error) {
	return messageByID(ctx, tx, id)
}

// Part says which part of a thread is read, and by whom.
type Part struct {
	Notes  bool   // with the notes of staff
	After  string // only what came after the message with this id
	Before string // only what came before the message with this id
	Limit  int    // at most so many: the last ones, or the first ones after After
}

// Thread returns a part of a ticket's messages, the oldest first.
func (ts *Tickets) Thread(ctx context.Context, tx db.Reader, ticketID string, p Part) ([]Message, error) {
	return thread(ctx, tx, ticketID, p)
}

// Change is what happens to a ticket together: the next state, and what else is so from now on. The zero value of a
// field changes nothing.
type Change struct {
	Event    Event
	By       Author
	Message  *Message // it comes with this message
	Assignee *string  // "" for nobody

	DepartmentID string
	Priority     Priority
	MergedInto   string
}

// Move makes a change to a ticket as it was loaded in this transaction, and returns it as it is then. It returns
// [ErrNotNow] if its state does not allow the event.
func (ts *Tickets) Move(ctx context.Context, tx db.Tx, t Ticket, c Change) (Ticket, error) {
	now := ts.Clock.Now()
	if c.Event != "" {
		next, err := t.Status.Next(c.Event, c.By)
		if err != nil {
			return t, err
		}
		if next != t.Status && c.Event != Block && c.Event != Unblock { // what was no spam has waited all along
			t.WaitingSince = now
		}
		t.Status = next
	}
	if m := c.Message; m != nil {
		t.LastID = m.ID
		if !m.Internal {
			t.LastPublicID, t.LastBy = m.ID, m.Author
		}
	}
	if c.Event != "" || c.Message != nil && !c.Message.Internal { // a client does not see that staff talk about them
		t.UpdatedAt = now
	}
	if c.Assignee != nil {
		t.Assignee = *c.Assignee
	}
	if c.DepartmentID != "" {
		t.DepartmentID = c.DepartmentID
	}
	if c.Priority != 0 {
		t.Priority = c.Priority
	}
	if c.MergedInto != "" {
		t.MergedInto = c.MergedInto
	}
	t.Version++
	return t, update(ctx, tx, t)
}
