package factor_test

import (
	"encoding/base32"
	"testing"

	"latchkey/internal/code"
	"latchkey/internal/factor"
)

// The secret of both RFCs' test vectors.
var rfcSecret = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte("12345678901234567890"))

func TestCodesOfRFC4226AppendixD(t *testing.T) {
	t.Parallel()
	for counter, want := range []string{
		"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
	} {
		if got, err := factor.At(rfcSecret, int64(counter)); err != nil || got != want {
			t.Errorf("counter %d: got %q, %v; want %q", counter, got, err, want)
		}
	}
}

// The appendix has eight digits; six digits are the last six of them (RFC 4226, section 5.3).
func TestCodesOfRFC6238AppendixB(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471",
		1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got, err := factor.At(rfcSecret, code.Step(seconds*1000)); err != nil || got != want[2:] {
			t.Errorf("second %d: got %q, %v; want %q", seconds, got, err, want[2:])
		}
	}
}

func TestASecretThatIsNoSecretGivesNoCode(t *testing.T) {
	t.Parallel()
	if _, err := factor.At("not base32!", 1); err == nil {
		t.Fatal("a code came of it")
	}
}
