package main

import (
	"strings"
	"testing"
)

// Beyond this machine, passwords and codes must not travel in the clear.
func TestServeWarnsOfAnAddressInTheClear(t *testing.T) {
	const words = "latchkey: warning: --base-url is http://, so passwords and codes travel in the clear"
	if s := Boot(t, func(o *Options) { o.Base = "http://my.example.com" }); !strings.Contains(s.Log.String(), words) {
		t.Errorf("serving my.example.com says only:\n%s", s.Log.String())
	}
	if s := Boot(t); strings.Contains(s.Log.String(), "in the clear") {
		t.Errorf("serving this machine says:\n%s", s.Log.String())
	}
}
