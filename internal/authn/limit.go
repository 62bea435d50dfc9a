package authn

import (
	"net/netip"
	"time"

	"latchkey/internal/factor"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
)

// How much wrong guessing is borne. What an attacker can reach with them in a year
// is computed by a test, from the limiter itself.
const (
	freeGuesses = 5
	firstWait   = 30 * time.Second
	longestWait = time.Hour
	sentYear    = 500 // the same for codes that are sent, of which one is right and not three
)

// StrangersYear is how many wrong codes all unknown browsers together may give for one account in a rolling
// year.
const StrangersYear = 1000

// BrowsersYear is how many wrong codes a browser that has signed in before may give in a rolling year.
const BrowsersYear = 100

// Rule returns the rule for wrong guesses with these values; the budget 0 is none.
func Rule(forget time.Duration, budget int64) throttle.Rule {
	return throttle.Rule{Free: freeGuesses, First: firstWait, Most: longestWait, Forget: forget, Budget: budget}
}

// passwordLimits are the limits for a password guess, each set for when the one before it takes no more: a known
// browser's own, that of a browser which has just used a mailed link, and those that all strangers share, of the
// account and of their network.
func passwordLimits(emailKey string, v session.Client, known, linked bool) [][]throttle.Limit {
	strangers := strangersPasswordLimit(emailKey)
	var sets [][]throttle.Limit
	if known {
		sets = append(sets, []throttle.Limit{{Name: strangers.Name + "/" + v.Browser, Rule: strangers.Rule}})
	}
	if linked {
		sets = append(sets, []throttle.Limit{linkPasswordLimit(emailKey, v.Browser)})
	}
	return append(sets, append(networkLimits(v.Address), strangers))
}

// What people type into the field for an address may be a secret: only its hash is kept.
func strangersPasswordLimit(emailKey string) throttle.Limit {
	return throttle.Limit{Name: "password/" + seal.HashToken(emailKey), Rule: Rule(24*time.Hour, 0)}
}

// One customer of a provider commands a /64 or more, some a whole /48; behind an
// IPv4 /24 there may be an office, so a network bears far more than a person.
var networks = []struct {
	bits int
	v6   bool
	free int64
}{
	{bits: 24, free: 100},
	{bits: 64, v6: true, free: 100},
	{bits: 56, v6: true, free: 200},
	{bits: 48, v6: true, free: 400},
}

func networkLimits(address netip.Addr) []throttle.Limit {
	address = address.Unmap()
	var limits []throttle.Limit
	for _, n := range networks {
		prefix, err := address.Prefix(n.bits)
		if err != nil || address.Is6() != n.v6 {
			continue
		}
		limits = append(limits, throttle.Limit{
			Name: "network/" + prefix.String(),
			Rule: throttle.Rule{Free: n.free, First: firstWait, Most: longestWait, Forget: time.Hour, Sticky: true},
		})
	}
	return limits
}

// StrangersLimit returns the limit for answers to one kind of method from all unknown browsers together.
func StrangersLimit(k factor.Kind, userID string) throttle.Limit {
	return throttle.Limit{Name: string(k) + "/" + userID, Rule: codeRule(k, strangersBudget(k))}
}

// codeLimits are the limits for an answer to a second step, each for when the one before it
// takes no more: a known browser's own, and the one that all strangers share.
func codeLimits(k factor.Kind, userID string, known bool, by session.Client) []throttle.Limit {
	strangers := StrangersLimit(k, userID)
	if !guessable(k) {
		strangers = strangersNetworkLimit(k, userID, by.Address)
	}
	if known {
		return []throttle.Limit{browsersLimit(k, userID, by.Browser), strangers}
	}
	return []throttle.Limit{strangers}
}

func strangersBudget(k factor.Kind) int64 {
	if _, sent := channels[k]; sent {
		return sentYear
	}
	return StrangersYear
}

func browsersLimit(k factor.Kind, userID, browser string) throttle.Limit {
	return throttle.Limit{Name: string(k) + "/" + userID + "/" + browser, Rule: codeRule(k, BrowsersYear)}
}

// strangersNetworkLimit is one for each network: nobody guesses the 60 random bits of a
// backup code, or a passkey's signature, and one stranger's wrong ones must not keep the owner out.
func strangersNetworkLimit(k factor.Kind, userID string, address netip.Addr) throttle.Limit {
	bits := 24
	if address = address.Unmap(); address.Is6() {
		bits = 64
	}
	network, _ := address.Prefix(bits)
	return throttle.Limit{Name: string(k) + "/" + userID + "/" + network.String(), Rule: codeRule(k, 0)}
}

// Where nothing can be guessed, a budget would only keep owners out.
func codeRule(k factor.Kind, budget int64) throttle.Rule {
	if !guessable(k) {
		budget = 0
	}
	return Rule(throttle.Year, budget)
}

func guessable(k factor.Kind) bool { return k != factor.Backup && k != factor.Passkey }

// SetUpLimit returns the limit for answers to a set-up.
func SetUpLimit(sessionID string) throttle.Limit {
	return throttle.Limit{Name: "set-up/" + sessionID, Rule: Rule(time.Hour, 0)}
}
