package message

import (
	"fmt"
	"sync"
	"time"

	"latchkey/internal/clock"
)

// apiError is how WhatsApp says no, in an answer and in a status alike.
type apiError struct {
	Code    int    `json:"code"`
	Title   string `json:"title"`
	Message string `json:"message"`
	Data    struct {
		Details string `json:"details"`
	} `json:"error_data"`
}

// action is what to do about an error's number.
type action struct {
	from, to int // the numbers that it is for
	reason   Reason
	again    time.Duration // try again, after this long at least; 0: it has failed
	hides    bool          // no message can be sent until the host acts
}

// actions go by Meta's numbers; what stands nowhere is refused.
var actions = []action{
	{131026, 131026, Recipient, 0, false},                 // can't be delivered: no WhatsApp, or too old a one
	{131021, 131021, Recipient, 0, false},                 // the host's own number
	{131030, 131030, Recipient, 0, false},                 // a test number may only write to a few
	{130472, 130472, Recipient, 0, false},                 // Meta keeps this person from getting it, as an experiment
	{131056, 131056, Busy, time.Minute, false},            // too many to this person
	{130429, 130429, Busy, time.Minute, false},            // throughput
	{131048, 131048, Busy, 5 * time.Minute, false},        // spam limit
	{4, 4, Busy, 5 * time.Minute, false},                  // calls of the app
	{80007, 80007, Busy, 5 * time.Minute, false},          // calls of the business account
	{1, 2, Unreachable, time.Second, false},               // their fault, for a while
	{131000, 131000, Unreachable, time.Second, false},     // something went wrong
	{131016, 131016, Unreachable, time.Second, false},     // overloaded
	{131057, 131057, Unreachable, 5 * time.Minute, false}, // maintenance
	{133004, 133004, Unreachable, time.Second, false},
	{131042, 131042, Billing, 0, true},
	{0, 0, Unauthorised, 0, true},
	{10, 10, Unauthorised, 0, true},
	{190, 190, Unauthorised, 0, true},
	{200, 299, Unauthorised, 0, true},
	{131005, 131005, Unauthorised, 0, true},
	{131045, 131045, Unauthorised, 0, true}, // the host's number is not registered
	{133010, 133010, Unauthorised, 0, true},
	{368, 368, Restricted, 0, true},
	{131031, 131031, Restricted, 0, true},
	{132000, 132999, Template, 0, false},
}

func (e *apiError) trouble(status int) *Trouble {
	t := &Trouble{Reason: Refused, Detail: e.words(), Final: true}
	for _, a := range actions {
		if e.Code >= a.from && e.Code <= a.to {
			t.Reason, t.Final, t.Wait, t.Hides = a.reason, a.again == 0, a.again, a.hides
			return t
		}
	}
	if status >= 500 {
		t.Reason, t.Final = Unreachable, false
	}
	return t
}

func (e *apiError) words() string {
	text := e.Message
	if text == "" {
		text = e.Title
	}
	if e.Data.Details != "" {
		text += ": " + e.Data.Details
	}
	return fmt.Sprintf("%d %s", e.Code, text)
}

// hideFor is how long a channel that can't send is not offered. After that one message is
// tried again: the host may have mended it.
const hideFor = time.Hour

// health remembers whether a channel can send at all.
type health struct {
	mu    sync.Mutex
	until clock.Instant
}

func (h *health) ill(until clock.Instant) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.until = until
}

func (h *health) well() { h.ill(0) }

func (a *CloudAPI) note(t *Trouble) *Trouble {
	if t.Hides {
		a.health.ill(a.Clock.Now().Add(hideFor))
	}
	return t
}

// Healthy reports whether messages can be sent, as far as is known. After an error of billing, token,
// permission or restriction it reports false for an hour, or until a message is accepted.
func (a *CloudAPI) Healthy() bool {
	a.health.mu.Lock()
	defer a.health.mu.Unlock()
	return !a.Clock.Now().EndsFor(hideFor).Has(a.health.until)
}
