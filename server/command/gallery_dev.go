//go:build dev

package command

import "latchkey/server/gallery"

// The gallery is for `task dev`: its canned states would be a tenth of the binary that a host copies.
var developersPages = gallery.Mount
