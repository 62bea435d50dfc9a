//go:build !bench

package password

// Argon2id as OWASP recommends it: 19 MiB, two passes, one lane.
const (
	memoryKiB   = 19 * 1024
	passes      = 2
	parallelism = 1
)

// NearlyFree reports whether this program was built to be measured, with hashes that protect no password.
const NearlyFree = false
