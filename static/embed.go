//go:build !dev

// Package static holds the files that browsers load: the stylesheet's sources and, once they are built, the contents
// of dist. A binary built without dist works too, with the plain stylesheet, no scripts and no icons.
package static

import "embed"

// FS holds css/*.css and dist: hashed files as .br and .gz, manifest.json (plain name -> hashed name) and
// breach.bloom, the filter of known passwords. Of an unbuilt dist there is only the placeholder .keep.
//
//go:embed css all:dist
var FS embed.FS
