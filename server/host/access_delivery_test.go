package host_test

import "latchkey/server/web"

func init() {
	addRoutes(map[string]web.Access{
		"GET /hooks/whatsapp":  web.Anyone,
		"POST /hooks/whatsapp": web.Anyone,
	})
}
