package code_test

import (
	"testing"

	"latchkey/internal/code"
)

func TestATextWithACodeInIt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"482913": true, "My code is 482 913.": true, "code:482913": true, "**482913**": true, "(٤٨٢٩١٣)": true, "4829130": false, "48291": false,
		"k3f9-x2mq-7tzd": true, "k3f9x2mq7tzd": true, "K3F9 X2MQ 7TZD": true, "abcd-efgh-jkmn": true,
		"professional": false, "dashboard-made": false,
		"0170-1234-5678": false, "491701234567": false, "Invoice INV-204100 of 2026-11-22 at 12:34:56": false, "192.168.100.200": false,
		"T-4820193": false, "": false, "It costs 1,490,000 or 12 000 000 a year": false,
	} {
		if got := code.In(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
