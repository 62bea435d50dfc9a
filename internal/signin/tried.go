package signin

import (
	"errors"

	"latchkey/internal/authn"
	"latchkey/internal/challenge"
	"latchkey/internal/factor"
	"latchkey/internal/password"
	"latchkey/internal/session"
)

// Ending is how one step of a sign-in ended.
type Ending string

// The endings.
const (
	Done        Ending = "done"         // signed in
	AwaitsCode  Ending = "awaits-code"  // the password was right, a second step is asked for
	Wrong       Ending = "wrong"        // the password, the code or the passkey
	Throttled   Ending = "throttled"    // too many wrong ones
	Busy        Ending = "busy"         // too many passwords were being hashed
	Suspended   Ending = "suspended"    // only a recovery case lets this person in
	AwaitsSetUp Ending = "awaits-setup" // a method has to be set up first
	Expired     Ending = "expired"      // to be begun again with the password
	Malformed   Ending = "malformed"    // a slip of the finger: what was typed can't be a code
	Failed      Ending = "failed"       // an error of ours
)

// Endings are all of them.
var Endings = []Ending{Done, AwaitsCode, Wrong, Throttled, Busy, Suspended, AwaitsSetUp, Expired, Malformed, Failed}

// Tried is one step of a sign-in as it ended. It names nobody: who it was is the audit log's matter.
type Tried struct {
	Method string // "password", or the kind of the second step
	Ending Ending
	By     session.Client
}

// PasswordMethod is what [Tried] calls the first step.
const PasswordMethod = "password"

// report tells OnTried how a step ended.
func (f *Flow) report(method string, by session.Client, r *Result, err error) {
	if f.OnTried != nil {
		f.OnTried(Tried{Method: method, Ending: ending(r, err), By: by})
	}
}

func ending(r *Result, err error) Ending {
	switch {
	case errors.Is(err, password.ErrBusy):
		return Busy
	case errors.Is(err, challenge.ErrExpired):
		return Expired
	case err != nil:
		return Failed
	case r.Suspended:
		return Suspended
	case r.EnrollmentRequired:
		return AwaitsSetUp
	case r.Challenge != "":
		return AwaitsCode
	case r.Session != "":
		return Done
	}
	return refusedBy(r.Verdict)
}

func refusedBy(v authn.Verdict) Ending {
	switch {
	case v.Refusal != nil:
		return Throttled
	case v.Outcome.Problem == factor.Malformed:
		return Malformed
	}
	return Wrong
}
