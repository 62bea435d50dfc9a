// Package passkey checks passkeys and security keys (WebAuthn Level 3): it makes challenges, each to be
// answered once, and stores the public keys. Limits on wrong answers are in package throttle; what a right
// answer leads to is in packages credential and signin.
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

// Lifetime is how long a challenge can be answered.
const Lifetime = 5 * time.Minute

// ErrNotOffered says that browsers allow no passkeys at the server's address, or that the person has none.
var ErrNotOffered = errors.New("passkeys are not offered at this address")

// Purpose is what a challenge was made for. Its answer is good for nothing else.
type Purpose string

// The purposes of challenges.
const (
	Register   Purpose = "register"
	SecondStep Purpose = "second-step"
	Confirm    Purpose = "confirm" // a fresh proof within a session
	SignIn     Purpose = "sign-in" // the whole sign-in: user verification is required
)

// Ceremony is what a challenge is for, and for whom.
type Ceremony struct {
	Purpose Purpose
	Scope   string // "session/"+id, a sign-in challenge's id, or an id of the browser
	UserID  string // "" for SignIn, where the passkey identifies the person
	// AskedBy is the person or network whose open challenges are limited in number.
	AskedBy string
}

// Person is the owner of a passkey, as the authenticator shows them.
type Person struct{ ID, Email, Name string }

// Keys makes challenges, checks their answers and stores passkeys.
type Keys struct {
	Clock *clock.Clock
	Ring  *seal.Ring
	Party Party
}

// encoding is how bytes stand in JSON and in the database.
var encoding = base64.RawURLEncoding

// BeginRegister makes a challenge for a new passkey and returns the JSON for
// PublicKeyCredential.parseCreationOptionsFromJSON, which excludes the person's passkeys with the ids in has. Host
// is the name by which people know the server. It may return [ErrNotOffered].
func (k *Keys) BeginRegister(ctx context.Context, tx db.Tx, c Ceremony, p Person, host string, has []string) ([]byte, error) {
	server, err := k.server(host)
	if err != nil {
		return nil, err
	}
	o, err := k.ownerToBe(ctx, tx, p)
	if err != nil {
		return nil, err
	}
	creation, session, err := server.BeginRegistration(o,
		webauthn.WithExclusions(o.descriptors(has)), webauthn.WithCredentialParameters(webauthn.CredentialParametersRecommendedL3()),
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

// BeginAssert makes a challenge for an existing passkey and returns the JSON for
// PublicKeyCredential.parseRequestOptionsFromJSON, which lets the person's passkeys with these ids answer; where it
// is the whole sign-in, any may. It may return [ErrNotOffered].
func (k *Keys) BeginAssert(ctx context.Context, tx db.Tx, c Ceremony, ids []string) ([]byte, error) {
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
		descriptors := o.descriptors(ids)
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

// Sweeps delete expired challenges.
func (k *Keys) Sweeps() []db.Sweep { return sweeps(k.Clock.Now()) }

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
