// Package fault brings mistakes back. Each is one that shipped somewhere in a second step and has a public record or a
// standard that warns of it; here it is a change to one place of the program, and the test that must fail with it. What
// the tests promise is thus tried out: `task faults` makes every change, one at a time and never in the tree itself,
// and runs the test that should notice.
package fault
