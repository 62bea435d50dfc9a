//go:build dev

// Package static, built with the tag dev for `task dev`, reads the files from the disk: a changed style or module is
// packed again without building the server again.
package static

import "os"

// FS holds the same files as the embedded FS. `go run ./static/pack -fast -to bin/dev/dist` writes them; the program
// must run in the repository's root.
var FS = os.DirFS("bin/dev")
