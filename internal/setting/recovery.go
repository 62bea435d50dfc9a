package setting

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// What is left for people who have lost every second step.
const (
	ByCase    = "case"       // a recovery case, handled by staff
	CodesOnly = "codes-only" // the backup codes only
)

// Who approves a recovery case.
const (
	Second = "second" // a member of staff who did not work on it
	Single = "single" // also the member of staff who worked on it
)

var recoveryMode = Definition{
	Name:    "recovery.mode",
	Default: ByCase,
	Options: []string{ByCase, CodesOnly},
	Help:    "the way back in without any second step: case (staff work it) or codes-only (backup codes are the only way)",
	Check:   matches(`^(case|codes-only)$`, "recovery.mode is either case or codes-only"),
	apply:   func(c *Choices, v string) { c.RecoveryMode = v },
}

var recoveryApproval = Definition{
	Name:    "recovery.approval",
	Default: Second,
	Options: []string{Second, Single},
	Help:    "who approves a recovery case, or how a dispute ends: second (somebody else) or single (a host of one person, who then waits)",
	Check:   matches(`^(second|single)$`, "recovery.approval is either second or single"),
	apply:   func(c *Choices, v string) { c.RecoveryApproval = v },
}

var proofKinds = []string{"mailbox", "phone", "browser", "document", "answers"}

var recoveryProofs = Definition{
	Name:    "recovery.proofs",
	Default: strings.Join(proofKinds, ","),
	Options: proofKinds,
	Many:    true,
	Help:    "what counts as a proof in a recovery case: mailbox, phone, browser, document, answers, with commas between",
	Check: func(v string) error {
		kinds := strings.Split(v, ",")
		outside := false
		for i, kind := range kinds {
			if !slices.Contains(proofKinds, kind) || slices.Contains(kinds[:i], kind) {
				return errors.New("recovery.proofs takes mailbox, phone, browser, document and answers, each once, with commas between")
			}
			outside = outside || kind == "phone" || kind == "browser" || kind == "document"
		}
		if !outside {
			return errors.New("recovery.proofs needs phone, browser or document: the mailbox alone gives the others")
		}
		return nil
	},
	apply: func(c *Choices, v string) { c.RecoveryProofs = v },
}

var recoveryNeeded = Definition{
	Name:    "recovery.proofs_needed",
	Default: "2",
	Help:    "how many proofs a recovery case needs, 1 to 5; one of them is always phone, browser or document",
	Check:   matches(`^[1-5]$`, "recovery.proofs_needed takes a number from 1 to 5"),
	apply:   func(c *Choices, v string) { c.RecoveryNeeded, _ = strconv.Atoi(v) },
}
