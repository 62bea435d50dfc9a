// Package arch holds the house rules as tests and nothing else: which package may import which, how long a file and a
// function may be, what must be documented. A failing test says in a sentence what to change.
package arch
