//go:build !dev

// Package static embeds the files that browsers load: the sources of the stylesheets and, if they were built,
// the contents of dist. A binary built without dist works too, with the plain stylesheets, no scripts and no icons.
package static

import "embed"

// FS holds css, a folder a stylesheet, and dist: hashed files as .br and, unless large, as .gz, manifest.json (plain
// name -> hashed name), breach.bloom, the filter of breached passwords, and notices.br, what others want said of their
// work. If dist was not built, it has only the placeholder .keep.
//
//go:embed css all:dist
var FS embed.FS
