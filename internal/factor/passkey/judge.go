package passkey

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"latchkey/internal/db"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Verdict is the result of checking an answer.
type Verdict struct {
	OK           bool
	UserID       string // with OK: whose passkey it is
	FactorID     string // with OK: which one
	UserVerified bool   // with OK: the authenticator asked for a PIN, a finger or a face
	// WentBack says that the authenticator's counter is lower than before. A copy of it may be in use, or it
	// was reset; because of the latter, nobody is refused for it.
	WentBack bool
	// Copied says, without OK, that all is right but one thing: the passkey can be copied now and could not when it was made,
	// or the other way round. WebAuthn refuses it for good, so whoever has it is told to make another.
	Copied bool
}

// Verify checks the answer to a challenge and uses the challenge up, whether the answer is right or wrong. If
// factorID is not "", only that passkey is accepted. The caller commits the transaction in either case.
func (k *Keys) Verify(ctx context.Context, tx db.Tx, c Ceremony, factorID, answer string) (Verdict, error) {
	server, err := k.server(k.Party.ID)
	if err != nil {
		return Verdict{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return Verdict{}, nil
	}
	challenge := parsed.Response.CollectedClientData.Challenge
	if ok, err := k.spend(ctx, tx, c, challenge); err != nil || !ok {
		return Verdict{}, err
	}
	row, err := keyBy(ctx, tx, encoding.EncodeToString(parsed.RawID), k.Party.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return Verdict{}, nil
	}
	if err != nil {
		return Verdict{}, err
	}
	if c.Purpose != SignIn && row.userID != c.UserID || factorID != "" && row.factorID != factorID {
		return Verdict{}, nil
	}
	o, err := k.owner(ctx, tx, row.userID)
	if err != nil {
		return Verdict{}, err
	}
	credential, err := validate(server, o, c.Purpose, challenge, parsed)
	if err != nil {
		made := protocol.AuthenticatorFlags(row.flags)
		flags := &parsed.Response.AuthenticatorData.Flags
		*flags = *flags&^backupFlags | made&backupFlags
		_, err := validate(server, o, c.Purpose, challenge, parsed)
		return Verdict{Copied: err == nil}, nil
	}
	row.counter, row.flags = int64(credential.Authenticator.SignCount), int64(credential.Flags.ProtocolValue())
	if err := updateKey(ctx, tx, row); err != nil {
		return Verdict{}, err
	}
	return Verdict{
		OK: true, UserID: row.userID, FactorID: row.factorID, WentBack: credential.Authenticator.CloneWarning,
		UserVerified: parsed.Response.AuthenticatorData.Flags.HasUserVerified(),
	}, nil
}

// backupFlags say whether a passkey can be copied to other devices, and whether it was.
const backupFlags = protocol.FlagBackupEligible | protocol.FlagBackupState

var errNotTheOwner = errors.New("the user handle is not that of the passkey's owner")

// validate takes the steps of section 7.2. Where the passkey alone says who it is, it must
// say so by the handle too, and have verified the person.
func validate(
	server *webauthn.WebAuthn, o owner, p Purpose, challenge string, parsed *protocol.ParsedCredentialAssertionData,
) (*webauthn.Credential, error) {
	session := webauthn.SessionData{Challenge: challenge, UserVerification: protocol.VerificationPreferred}
	if p != SignIn {
		session.UserID = o.WebAuthnID()
		return server.ValidateLogin(o, session, parsed)
	}
	session.UserVerification = protocol.VerificationRequired
	_, credential, err := server.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		if !bytes.Equal(handle, o.WebAuthnID()) {
			return nil, errNotTheOwner
		}
		return o, nil
	}, session, parsed)
	return credential, err
}
