package passkey

import (
	"context"
	"slices"
	"strings"

	"latchkey/internal/db"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"
)

// New is a passkey that was just created, for [Keys.Keep].
type New struct {
	Model        string // what stores it, such as "iCloud Keychain"; "" if that is not known
	UserVerified bool   // the authenticator asked for a PIN, a finger or a face
	Copied       bool   // without ok: all is right, but it says that it was copied and can't be

	userID     string
	credential *webauthn.Credential
}

// Registered checks the answer to a Register challenge and uses the challenge up. The caller commits the
// transaction even if ok is false.
func (k *Keys) Registered(ctx context.Context, tx db.Tx, c Ceremony, answer string) (made New, ok bool, err error) {
	server, err := k.server(k.Party.ID)
	if err != nil {
		return New{}, false, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return New{}, false, nil
	}
	challenge := parsed.Response.CollectedClientData.Challenge
	if ok, err = k.spend(ctx, tx, c, challenge); err != nil || !ok {
		return New{}, false, err
	}
	o, err := k.owner(ctx, tx, c.UserID)
	if err != nil {
		return New{}, false, err
	}
	session := webauthn.SessionData{
		Challenge: challenge, UserID: o.WebAuthnID(), UserVerification: protocol.VerificationPreferred,
		CredParams: webauthn.CredentialParametersRecommendedL3(),
	}
	credential, err := server.CreateCredential(o, session, parsed)
	if err != nil {
		parsed.Response.AttestationObject.AuthData.Flags &^= backupFlags
		_, err := server.CreateCredential(o, session, parsed)
		return New{Copied: err == nil}, false, nil
	}
	// Section 7.1, step 26: nobody takes over a credential that is somebody's already.
	if taken, err := isTaken(ctx, tx, encoding.EncodeToString(credential.ID)); err != nil || taken {
		return New{}, false, err
	}
	return New{
		Model: model(credential.Authenticator.AAGUID), UserVerified: credential.Flags.UserVerified,
		userID: c.UserID, credential: credential,
	}, true, nil
}

// Keep stores a passkey for a method of the person's list.
func (k *Keys) Keep(ctx context.Context, tx db.Tx, made New, factorID string) error {
	c := made.credential
	row := key{
		factorID: factorID, userID: made.userID, credential: encoding.EncodeToString(c.ID), model: made.Model,
		counter: int64(c.Authenticator.SignCount), flags: int64(c.Flags.ProtocolValue()), transports: transports(c),
	}
	row.publicKey = k.Ring.Seal(c.PublicKey, row.place())
	return insertKey(ctx, tx, row, k.Party.ID)
}

// known are the ways that an authenticator may be reached; what else a browser says is not kept.
var known = []protocol.AuthenticatorTransport{
	protocol.USB, protocol.NFC, protocol.BLE, protocol.SmartCard, protocol.Hybrid, protocol.Internal,
}

func transports(c *webauthn.Credential) string {
	var names []string
	for _, transport := range c.Transport {
		if slices.Contains(known, transport) {
			names = append(names, string(transport))
		}
	}
	return strings.Join(names, " ")
}

// models are the authenticators that most people have, by their AAGUID.
var models = map[string]string{
	"ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4": "Google Password Manager",
	"fbfc3007-154e-4ecc-8c0b-6e020557d7bd": "iCloud Keychain",
	"08987058-cadc-4b81-b6e1-30de50dcbe96": "Windows Hello",
	"bada5566-a7aa-401f-bd96-45619a55120d": "1Password",
	"d548826e-79b4-db40-a3d8-11116f7e8349": "Bitwarden",
}

func model(aaguid []byte) string {
	id, err := uuid.FromBytes(aaguid)
	if err != nil {
		return ""
	}
	return models[id.String()]
}
