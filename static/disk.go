//go:build dev

// Package static, built with the tag dev for `task dev`, takes the files from the working tree.
package static

import "os"

// FS holds what the embedded one would; the program runs in the repository's root.
var FS = os.DirFS("static")
