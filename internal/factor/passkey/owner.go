package passkey

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"latchkey/internal/db"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// key is a passkey's row.
type key struct {
	factorID, userID, credential, publicKey, transports, model string
	counter, flags                                             int64
}

func (k key) place() string { return "passkey/" + k.factorID + "/public_key" }

// owner is a person as package webauthn asks for one.
type owner struct {
	Person
	handle string
	keys   []key
	opened []webauthn.Credential // of keys, in their order
}

// WebAuthnID is the random handle: it says nothing of the person.
func (o owner) WebAuthnID() []byte {
	handle, _ := encoding.DecodeString(o.handle)
	return handle
}

// WebAuthnName is what tells two accounts of one host apart in a list.
func (o owner) WebAuthnName() string { return o.Email }

// WebAuthnDisplayName is what the person is called.
func (o owner) WebAuthnDisplayName() string { return o.Name }

// WebAuthnCredentials are the passkeys that the person has here.
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.opened }

// descriptors names those of the person's passkeys to a browser that have these ids.
func (o owner) descriptors(ids []string) []protocol.CredentialDescriptor {
	var list []protocol.CredentialDescriptor
	for i, c := range o.opened {
		if slices.Contains(ids, o.keys[i].factorID) {
			list = append(list, c.Descriptor())
		}
	}
	return list
}

// owner loads a person with the passkeys of this party. Somebody without any has no handle.
func (k *Keys) owner(ctx context.Context, tx db.Reader, userID string) (o owner, err error) {
	o.ID = userID
	if o.handle, err = handleOf(ctx, tx, userID); err != nil {
		return o, err
	}
	if o.keys, err = keysOf(ctx, tx, userID, k.Party.ID); err != nil {
		return o, err
	}
	for _, row := range o.keys {
		opened, err := k.open(row)
		if err != nil {
			return o, err
		}
		o.opened = append(o.opened, opened)
	}
	return o, nil
}

// ownerToBe gives a person a handle if there is none yet.
func (k *Keys) ownerToBe(ctx context.Context, tx db.Tx, p Person) (owner, error) {
	if err := insertOwner(ctx, tx, p.ID, newHandle()); err != nil {
		return owner{}, err
	}
	o, err := k.owner(ctx, tx, p.ID)
	o.Person = p
	return o, err
}

func (k *Keys) open(row key) (webauthn.Credential, error) {
	publicKey, err := k.Ring.Open(row.publicKey, row.place())
	if err != nil {
		return webauthn.Credential{}, fmt.Errorf("opening public key of factor %s: %w", row.factorID, err)
	}
	id, err := encoding.DecodeString(row.credential)
	if err != nil {
		return webauthn.Credential{}, fmt.Errorf("reading credential of factor %s: %w", row.factorID, err)
	}
	c := webauthn.Credential{
		ID: id, PublicKey: publicKey, AttestationFormat: string(protocol.AttestationFormatNone),
		Flags:         webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(row.flags)),
		Authenticator: webauthn.Authenticator{SignCount: uint32(row.counter)},
	}
	for transport := range strings.FieldsSeq(row.transports) {
		c.Transport = append(c.Transport, protocol.AuthenticatorTransport(transport))
	}
	return c, nil
}
