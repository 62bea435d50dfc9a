package desk

import "latchkey/server/web"

// minimumWords is the key of what the weakest method that suffices is called.
func minimumWords(_ *web.Request) string { return "desk_method.email" }
