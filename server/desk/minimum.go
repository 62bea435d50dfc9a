package desk

import (
	"latchkey/server/web"
)

// minimumWords is the key of what the weakest method that suffices is called.
func minimumWords(r *web.Request) string {
	return "desk_method." + r.Site.Settings.Choices(r.Context()).MinimumMethod
}
