package recovery

import (
	"testing"
	"time"

	"latchkey/internal/factor"
	"latchkey/internal/signin/signintest"
)

// A wrong code for the phone's proof is answered no sooner than any other refusal, and so is one where none waits.
func TestAWrongCodeForTheProofWaits(t *testing.T) {
	l := loseTheApp(t)
	by := from("192.0.2.44")
	key := l.opens(by)
	answers := func(typed string, want factor.Problem) {
		t.Helper()
		l.Authn.MinResponseTime = 50 * time.Millisecond
		began := time.Now()
		v, err := l.cases.ProvePhone(t.Context(), key, typed, by)
		if took := time.Since(began); err != nil || v.Outcome.Problem != want || took < l.Authn.MinResponseTime {
			t.Errorf("%+v, %v, after %v", v, err, took)
		}
	}
	answers("000000", factor.Dead)
	_, err := l.cases.SendCode(t.Context(), key, by)
	l.Must(err)
	answers(signintest.OtherCode(l.coming()), factor.Wrong)
}
