//go:build !dev

package command

import (
	"latchkey/server/web"

	"github.com/gofiber/fiber/v2"
)

var developersPages func(fiber.Router, *web.Assets)
