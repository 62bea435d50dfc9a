//go:build dev

// Package static, built with the tag dev for `task dev`, takes the files from the disk: a changed style or module is
// packed anew, and the server need not be.
package static

import "os"

// FS holds what the embedded one would. It is filled by `go run ./static/pack -fast -to bin/dev/dist`, and the program
// runs in the repository's root.
var FS = os.DirFS("bin/dev")
