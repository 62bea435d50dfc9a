package mail_test

import (
	"testing"

	"latchkey/components/canned/golden"
	"latchkey/components/mail/mailtest"
)

func TestStatesLookAsTheyDid(t *testing.T) { golden.Screens(t, mailtest.States) }
