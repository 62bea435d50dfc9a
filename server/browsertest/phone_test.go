package browsertest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"image/png"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// phone is somebody's authenticator app. It shares no code with the program: it reads the QR code off the screen and
// computes codes in its own way.
type phone struct {
	t       *testing.T
	secret  string // base32
	issuer  string
	account string
}

// photograph takes a picture of the QR code on the page, as sharp as a phone sees it, and reads it.
func (b *tab) photograph() phone {
	b.t.Helper()
	eval[bool](b, `(scrollTo(0, 0), true)`) // a field in focus further down has the top bar lie over the picture
	shot, err := b.engine.Picture(".qr svg")
	if err != nil {
		b.t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		b.t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		b.t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil { // of a hundred good pictures its search misses a corner of one; a phone would look again
		read, err = qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
	}
	if err != nil {
		b.t.Fatalf("the QR code can't be read: %v", err)
	}
	link, err := url.Parse(read.GetText())
	if err != nil || link.Scheme != "otpauth" || link.Host != "totp" {
		b.t.Fatalf("the QR code says %q: %v", read.GetText(), err)
	}
	issuer, account, _ := strings.Cut(strings.TrimPrefix(link.Path, "/"), ":")
	if again := link.Query().Get("issuer"); again != issuer {
		b.t.Errorf("the issuer is %q before the account and %q behind it", issuer, again)
	}
	return phone{t: b.t, secret: link.Query().Get("secret"), issuer: issuer, account: account}
}

// shows is the code on the phone at a time by its own clock: oathtool's, or where that is missing, RFC 6238 by hand.
func (p phone) shows(at time.Time) string {
	p.t.Helper()
	if tool, err := exec.LookPath("oathtool"); err == nil {
		out, err := exec.Command(tool, "--totp", "--base32", "--now=@"+fmt.Sprint(at.Unix()), p.secret).Output()
		if err != nil {
			p.t.Fatalf("oathtool: %v", err)
		}
		return strings.TrimSpace(string(out))
	}
	if os.Getenv("LATCHKEY_BROWSER") == "required" {
		p.t.Fatal("this test needs oathtool (Debian: apt-get install oathtool)")
	}
	key, err := base32.StdEncoding.DecodeString(p.secret)
	if err != nil {
		p.t.Fatal(err)
	}
	mac := hmac.New(sha1.New, key)
	_ = binary.Write(mac, binary.BigEndian, at.Unix()/30)
	sum := mac.Sum(nil)
	number := binary.BigEndian.Uint32(sum[sum[19]&15:]) & 0x7fffffff
	return fmt.Sprintf("%06d", number%1_000_000)
}

// code is what the phone shows now, if its clock goes with the server's.
func (b *tab) code(p phone) string {
	b.t.Helper()
	return p.shows(b.s.Clock.Now().Time())
}

// enter types a code. With scripts it is sent as soon as it is complete, without them by the button.
func (b *tab) enter(code string) {
	b.t.Helper()
	if b.scripts {
		b.module()
	}
	b.fill("6-digit code", code)
	if !b.scripts {
		b.press("Verify")
	}
}
