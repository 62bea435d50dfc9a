package host_test

import (
	"strings"
	"testing"

	"latchkey/server/host"
	"latchkey/server/hosttest"
)

// Beyond this machine, passwords and codes must not travel in the clear.
func TestServeWarnsOfAnAddressInTheClear(t *testing.T) {
	t.Parallel()
	const words = "--base-url is http://, so passwords and codes travel in the clear"
	if s := hosttest.Boot(t, func(o *host.Options) { o.Base = "http://my.example.com" }); !strings.Contains(s.Log.String(), words) {
		t.Errorf("serving my.example.com says only:\n%s", s.Log.String())
	}
	if s := hosttest.Boot(t); strings.Contains(s.Log.String(), "in the clear") {
		t.Errorf("serving this machine says:\n%s", s.Log.String())
	}
}
