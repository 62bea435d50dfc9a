// Package fault plants known mistakes in the program to check that the tests notice them. Each mistake shipped
// somewhere in a second step and has a public record or a standard that warns of it; here it is a change to one
// place of the code, together with the test that must fail with it. `task faults` makes every change, one at a
// time and never in the source tree itself, and runs that test.
package fault
