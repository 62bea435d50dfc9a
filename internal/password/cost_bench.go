//go:build bench

package password

// The least memory that Argon2id takes, so that what else a sign-in costs can be measured by itself.
const (
	memoryKiB   = 8
	passes      = 2
	parallelism = 1
)

// NearlyFree reports whether this program was built to be measured, with hashes that protect no password.
const NearlyFree = true
