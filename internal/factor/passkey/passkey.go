// Package passkey judges passkeys and security keys (WebAuthn Level 3): it gives out
// challenges, each to be answered once, and keeps what answers are judged by. How many
// wrong answers are borne is package throttle's, what follows from a right one is
// credential's and signin's.
package passkey

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Lifetime is how long a challenge waits for its answer.
const Lifetime = 5 * time.Minute

// ErrNotOffered says that the server's address can't have passkeys.
var ErrNotOffered = errors.New("passkeys are not offered at this address")

// Purpose is what a challenge was given out for: its answer is good for nothing else.
type Purpose string

// The purposes there are.
const (
	Register   Purpose = "register"
	SecondStep Purpose = "second-step"
	Confirm    Purpose = "confirm" // a fresh proof within a session
	SignIn     Purpose = "sign-in" // the whole sign-in: user verification is required
)

// Ceremony is one challenge: for what, for whom and where it may be answered.
type Ceremony struct {
	Purpose Purpose
	Scope   string // "session/"+id, a sign-in challenge's id, or what names the browser that asked
	UserID  string // "" with SignIn: the passkey tells who it is
	// AskedBy is who bears the number of challenges that wait: a person, or a network.
	AskedBy string
}

// Person is how an authenticator shows whose a passkey is.
type Person struct{ ID, Email, Name string }

// Keys gives out challenges and judges the answers.
type Keys struct {
	Clock *clock.Clock
	Ring  *seal.Ring
	Party Party
}

// encoding is how bytes stand in JSON and in the database.
var encoding = base64.RawURLEncoding

// BeginRegister gives out a challenge for a new passkey, as the JSON that
// PublicKeyCredential.parseCreationOptionsFromJSON reads. Host is the name people know the
// server by. What the person has already is excluded. ErrNotOffered.
func (k *Keys) BeginRegister(ctx context.Context, tx db.Tx, c Ceremony, p Person, host string) ([]byte, error) {
	server, err := k.server(host)
	if err != nil {
		return nil, err
	}
	o, err := k.ownerToBe(ctx, tx, p)
	if err != nil {
		return nil, err
	}
	creation, session, err := server.BeginRegistration(o,
		webauthn.WithExclusions(o.descriptors("")), webauthn.WithCredentialParameters(webauthn.CredentialParametersRecommendedL3()),
		webauthn.WithConveyancePreference(protocol.PreferNoAttestation),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementPreferred, UserVerification: protocol.VerificationPreferred,
		}))
	if err != nil {
		return nil, fmt.Errorf("beginning registration: %w", err)
	}
	c.UserID = p.ID
	if err := k.remember(ctx, tx, c, session.Challenge); err != nil {
		return nil, err
	}
	return json.Marshal(creation.Response)
}

// BeginAssert gives out a challenge for a passkey that is there, as the JSON that
// PublicKeyCredential.parseRequestOptionsFromJSON reads. With factorID only that one may
// answer. ErrNotOffered.
func (k *Keys) BeginAssert(ctx context.Context, tx db.Tx, c Ceremony, factorID string) ([]byte, error) {
	server, err := k.server(k.Party.ID)
	if err != nil {
		return nil, err
	}
	var (
		assertion *protocol.CredentialAssertion
		session   *webauthn.SessionData
	)
	if c.Purpose == SignIn {
		assertion, session, err = server.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	} else {
		var o owner
		if o, err = k.owner(ctx, tx, c.UserID); err != nil {
			return nil, err
		}
		descriptors := o.descriptors(factorID)
		if len(descriptors) == 0 {
			return nil, ErrNotOffered // an empty list would allow any
		}
		assertion, session, err = server.BeginLogin(o,
			webauthn.WithAllowedCredentials(descriptors), webauthn.WithUserVerification(protocol.VerificationPreferred))
	}
	if err != nil {
		return nil, fmt.Errorf("beginning assertion: %w", err)
	}
	if err := k.remember(ctx, tx, c, session.Challenge); err != nil {
		return nil, err
	}
	return json.Marshal(assertion.Response)
}

// Sweep deletes challenges that nobody can answer any more.
func (k *Keys) Sweep(ctx context.Context, tx db.Tx) error {
	return sweep(ctx, tx, k.Clock.Now())
}

func (k *Keys) server(host string) (*webauthn.WebAuthn, error) {
	if k.Party.ID == "" {
		return nil, ErrNotOffered
	}
	wait := webauthn.TimeoutConfig{Timeout: Lifetime, TimeoutUVD: Lifetime}
	server, err := webauthn.New(&webauthn.Config{
		RPID: k.Party.ID, RPDisplayName: host, RPOrigins: []string{k.Party.Origin},
		Timeouts: webauthn.TimeoutsConfig{Login: wait, Registration: wait},
		// Some password managers answer with more than they were asked; none of it counts.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
	if err != nil {
		return nil, fmt.Errorf("setting passkeys up: %w", err)
	}
	return server, nil
}

func newHandle() string {
	var random [32]byte
	_, _ = rand.Read(random[:])
	return encoding.EncodeToString(random[:])
}
