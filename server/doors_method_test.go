package main

import "latchkey/server/web"

func init() {
	addDoors(map[string]web.Access{
		"POST /security/backup-codes": web.SignedIn,
	})
}
