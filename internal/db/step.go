package db

import (
	"context"
	"fmt"
	"regexp"
)

// Step is the part of a migration that SQL can't do. It runs after the statements of its file, in the same transaction.
type Step func(ctx context.Context, tx Tx) error

// Steps are what [Upgrade] is given of them, by the names under which the files ask for them, in a line of their own:
//
//	--! audit.digests
//
// A database that is just being made needs none: there is nothing in it yet.
type Steps map[string]Step

var asked = regexp.MustCompile(`(?m)^--! (\S+)$`)

// run does what a migration's text asks for, if it does.
func (s Steps) run(ctx context.Context, tx Tx, file string, text []byte) error {
	match := asked.FindSubmatch(text)
	if match == nil {
		return nil
	}
	step, found := s[string(match[1])]
	if !found {
		return fmt.Errorf("migration %s takes the step %s, which was not given", file, match[1])
	}
	return step(ctx, tx)
}
