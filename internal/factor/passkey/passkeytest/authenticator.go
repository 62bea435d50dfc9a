// Package passkeytest is an authenticator and its browser in software, for tests: it creates passkeys and
// answers challenges, and a test can change any part of an answer before or after it is signed.
package passkeytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
)

// The flags of authenticator data (WebAuthn Level 3, section 6.1).
const (
	UserPresent    byte = 1 << 0
	UserVerified   byte = 1 << 2
	BackupEligible byte = 1 << 3
	BackedUp       byte = 1 << 4
	attested       byte = 1 << 6
)

var encoding = base64.RawURLEncoding

// Authenticator holds passkeys for one origin. It verifies its user unless Flags says otherwise.
type Authenticator struct {
	testing.TB
	Origin  string
	Flags   byte   // of every answer
	Counts  bool   // whether it counts; most that sync passkeys do not
	Counter uint32 // the last count
	Keys    []*Key
}

// Key is one passkey.
type Key struct {
	ID, Handle []byte
	Private    *ecdsa.PrivateKey
}

// New returns an authenticator without passkeys, in a browser on this origin.
func New(t testing.TB, origin string) *Authenticator {
	return &Authenticator{TB: t, Origin: origin, Flags: UserPresent | UserVerified}
}

type options struct {
	Challenge string                       `json:"challenge"`
	RPID      string                       `json:"rpId"`
	RP        struct{ ID string }          `json:"rp"`
	User      struct{ ID string }          `json:"user"`
	Exclude   []struct{ ID string }        `json:"excludeCredentials"`
	Allow     []struct{ ID string }        `json:"allowCredentials"`
	UV        string                       `json:"userVerification"`
	Selection struct{ ResidentKey string } `json:"authenticatorSelection"`
}

func (a *Authenticator) read(text []byte) (o options) {
	a.Helper()
	if err := json.Unmarshal(text, &o); err != nil {
		a.Fatalf("the options %q: %v", text, err)
	}
	return o
}

// Create creates a passkey and returns the browser's answer; "" if the options exclude a passkey that it has.
func (a *Authenticator) Create(creation []byte, change ...func(*Answer)) string {
	a.Helper()
	o := a.read(creation)
	for _, id := range o.Exclude {
		if a.holds(id.ID) != nil {
			return ""
		}
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.Fatal(err)
	}
	k := &Key{ID: random(32), Handle: a.decode(o.User.ID), Private: private}
	a.Keys = append(a.Keys, k)
	answer := a.answer(k, "webauthn.create", o.Challenge, o.RP.ID)
	answer.Flags |= attested
	answer.handle = nil
	for _, c := range change {
		c(&answer)
	}
	return answer.created()
}

// Get answers a challenge with the newest passkey that the options allow; "" if they allow none.
func (a *Authenticator) Get(request []byte, change ...func(*Answer)) string {
	a.Helper()
	o := a.read(request)
	k := a.choose(o)
	if k == nil {
		return ""
	}
	return a.Answer(k, request, change...)
}

// Answer is [Authenticator.Get] with the passkey k, even if the options do not allow it.
func (a *Authenticator) Answer(k *Key, request []byte, change ...func(*Answer)) string {
	a.Helper()
	o := a.read(request)
	answer := a.answer(k, "webauthn.get", o.Challenge, o.RPID)
	for _, c := range change {
		c(&answer)
	}
	return answer.asserted()
}

func (a *Authenticator) choose(o options) *Key {
	if len(o.Allow) == 0 && len(a.Keys) > 0 {
		return a.Keys[len(a.Keys)-1]
	}
	for _, id := range o.Allow {
		if k := a.holds(id.ID); k != nil {
			return k
		}
	}
	return nil
}

func (a *Authenticator) holds(id string) *Key {
	for _, k := range a.Keys {
		if encoding.EncodeToString(k.ID) == id {
			return k
		}
	}
	return nil
}

func (a *Authenticator) answer(k *Key, kind, challenge, party string) Answer {
	if a.Counts {
		a.Counter++
	}
	return Answer{
		TB: a.TB, Key: k, Party: party, Flags: a.Flags, Counter: a.Counter, ID: k.ID, handle: k.Handle,
		Client: map[string]any{"type": kind, "challenge": challenge, "origin": a.Origin, "crossOrigin": false},
	}
}

func (a *Authenticator) decode(text string) []byte {
	a.Helper()
	data, err := encoding.DecodeString(text)
	if err != nil {
		a.Fatalf("%q is not base64url: %v", text, err)
	}
	return data
}

// Answer is an answer before it is signed and sent.
type Answer struct {
	testing.TB
	Key     *Key // signs
	Client  map[string]any
	Party   string // whose hash stands in the authenticator's data
	Flags   byte
	Counter uint32
	ID      []byte                    // the credential that the answer names
	Late    func(sent map[string]any) // changes what is sent, after it was signed

	handle []byte
}

// As replaces the user handle in the answer; nil removes it.
func (a *Answer) As(handle []byte) { a.handle = handle }

func (a *Answer) data(more ...byte) []byte {
	sum := sha256.Sum256([]byte(a.Party))
	data := append(sum[:], a.Flags)
	return append(binary.BigEndian.AppendUint32(data, a.Counter), more...)
}

func (a *Answer) created() string {
	a.Helper()
	point, err := a.Key.Private.PublicKey.Bytes()
	if err != nil {
		a.Fatal(err)
	}
	public := a.cbor(webauthncose.EC2PublicKeyData{
		PublicKeyData: webauthncose.PublicKeyData{KeyType: int64(webauthncose.EllipticKey), Algorithm: int64(webauthncose.AlgES256)},
		Curve:         int64(webauthncose.P256), XCoord: point[1:33], YCoord: point[33:],
	})
	attestation := append(make([]byte, 16), 0, byte(len(a.ID)))
	attestation = append(append(attestation, a.ID...), public...)
	object := a.cbor(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": a.data(attestation...)})
	return a.send(map[string]any{
		"clientDataJSON":    encoding.EncodeToString(a.clientData()),
		"attestationObject": encoding.EncodeToString(object),
		"transports":        []string{"internal"},
	})
}

func (a *Answer) asserted() string {
	a.Helper()
	client, data := a.clientData(), a.data()
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(data[:len(data):len(data)], hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.Key.Private, digest[:])
	if err != nil {
		a.Fatal(err)
	}
	response := map[string]any{
		"clientDataJSON":    encoding.EncodeToString(client),
		"authenticatorData": encoding.EncodeToString(data),
		"signature":         encoding.EncodeToString(signature),
	}
	if a.handle != nil {
		response["userHandle"] = encoding.EncodeToString(a.handle)
	}
	return a.send(response)
}

func (a *Answer) clientData() []byte {
	a.Helper()
	text, err := json.Marshal(a.Client)
	if err != nil {
		a.Fatal(err)
	}
	return text
}

func (a *Answer) send(response map[string]any) string {
	a.Helper()
	id := encoding.EncodeToString(a.ID)
	sent := map[string]any{"id": id, "rawId": id, "type": "public-key", "clientExtensionResults": map[string]any{}, "response": response}
	if a.Late != nil {
		a.Late(sent)
	}
	text, err := json.Marshal(sent)
	if err != nil {
		a.Fatal(err)
	}
	return string(text)
}

func (a *Answer) cbor(value any) []byte {
	a.Helper()
	data, err := webauthncbor.Marshal(value)
	if err != nil {
		a.Fatal(err)
	}
	return data
}

func random(n int) []byte {
	data := make([]byte, n)
	_, _ = rand.Read(data)
	return data
}
