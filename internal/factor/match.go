package factor

import (
	"crypto/subtle"
	"fmt"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/code"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

const (
	window   = 1                         // steps accepted on either side: RFC 6238, section 5.2
	farSteps = 10 * 60 / code.Period     // how far off a code is still recognised: 10 minutes
	stepTime = code.Period * time.Second // RFC 6238's X
)

// At returns the code for a base32 secret at a time step: RFC 4226 with the step as counter, SHA-1, six digits.
func At(secret string, step int64) (string, error) {
	c, err := hotp.GenerateCodeCustom(secret, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return "", fmt.Errorf("generating code: %w", err)
	}
	return c, nil
}

// match finds the step within reach of centre whose code this is. Every candidate is
// computed and compared in constant time, whether or not an earlier one fitted.
func match(secret, input string, centre, reach int64) (step int64, found bool, err error) {
	nearest := reach + 1
	for offset := -reach; offset <= reach; offset++ {
		want, err := At(secret, centre+offset)
		if err != nil {
			return 0, false, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(input)) == 1 && abs(offset) < nearest {
			nearest, step, found = abs(offset), centre+offset, true
		}
	}
	return step, found, nil
}

func currentStep(now clock.Instant) int64 { return code.Step(int64(now)) }

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}
