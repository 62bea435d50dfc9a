package arch

import (
	"regexp"
	"strings"
	"testing"
)

var (
	saysSomething = regexp.MustCompile(`[?&](done|said)=`)
	readsAddress  = regexp.MustCompile(`\.Query\("([^"]+)"\)`)
)

// choices is what a page may read from its address, since it only chooses what is shown: which method, which rows, where to
// go on. Whoever follows a link that somebody made is told nothing untrue by these.
var choices = map[string]bool{
	"next": true, "way": true, "look": true, "of": true, // the way through a prompt
	"q": true, "page": true, "before": true, "person": true, "kind": true, "from": true, "to": true, // the rows of a list
	"show": true, "left": true, "about": true, // which tickets, how often more; what a ticket is about
	"view": true, "department": true, "order": true, "after": true, // which part of the queue
	"all": true, "tickets": true, // which of its tickets are chosen, or asked about before they are closed
	"account": true, "typing": true, // whose rows, and for whom a ticket is opened; that somebody is answering
	"change": true, "scope": true, // which rule is edited, or asked about before it ends
	"version": true,                 // which state of a case was looked at: another one is refused
	"dir":     true, "scheme": true, // the gallery's
	"hub.challenge": true, "hub.verify_token": true, "hub.mode": true, // WhatsApp's
}

// What a page says after a redirect comes from Request.Saying, and never from the address alone, which anybody can make.
func TestPagesSayOnlyWhatTheyWereTold(t *testing.T) {
	for _, f := range sources(t).files {
		if !strings.HasPrefix(f.path, "server/") || f.test || f.ext() != ".go" || strings.HasPrefix(f.path, "server/hosttest/") {
			continue
		}
		for n, line := range strings.Split(string(f.text), "\n") {
			if saysSomething.MatchString(line) && !strings.Contains(line, "Saying(") {
				t.Errorf("%s:%d: what the next page says goes through r.Saying, or that page will not believe it", f.path, n+1)
			}
			for _, read := range readsAddress.FindAllStringSubmatch(line, -1) {
				if !choices[read[1]] {
					t.Errorf("%s:%d: ask r.Told for %s: an address alone says nothing", f.path, n+1, read[1])
				}
			}
		}
	}
}
