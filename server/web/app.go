package web

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"
)

// BodyLimit is the largest body of a request in bytes, unless [Route] says otherwise.
const BodyLimit = 64 << 10

// MostConnections is how many connections are served at once. Each can hold a body
// and its headers before it says who it is: together they must fit in memory.
const MostConnections = 1024

// writeTime is how long an answer, or the next part of a table, may take to go out.
const writeTime = 60 * time.Second

// NewApp returns the application with its guards, serving the given routes.
func (s *Site) NewApp(routes ...[]Route) *fiber.App {
	app := fiber.New(fiber.Config{
		AppName:                      "latchkey",
		DisableStartupMessage:        true,
		Immutable:                    true, // values would otherwise change under whoever keeps them
		BodyLimit:                    BodyLimit,
		ReadBufferSize:               mostHeader,
		Concurrency:                  2 * MostConnections, // whoever listens keeps to MostConnections, and says so in words
		ReadTimeout:                  readTime,
		WriteTimeout:                 writeTime,
		IdleTimeout:                  60 * time.Second,
		StrictRouting:                true,
		CaseSensitive:                true,
		ErrorHandler:                 s.fail,
		ServerHeader:                 "",
		EnableIPValidation:           false,
		StreamRequestBody:            true, // takeBody reads it, for all routes but those that read it themselves
		DisablePreParseMultipartForm: true,
		EnableTrustedProxyCheck:      true, // with no proxies named: nothing of Fiber's believes a forwarded header
	})
	app.Server().NoDefaultServerHeader = true
	app.Server().CloseOnShutdown = true // says so, so that a proxy sends nothing more on a connection that ends
	app.Server().HeaderReceived = s.received
	app.Server().Handler = s.withBody(app.Server().Handler, app.Server().ErrorHandler)
	app.Server().Handler = s.watched(s.withHeaders(app.Server().Handler))
	app.Server().ErrorHandler = s.watchedErrors(app.Server().ErrorHandler)
	app.Use(
		recover.New(recover.Config{EnableStackTrace: true, StackTraceHandler: s.logPanic}),
		s.deadline,
		s.refuseAmbiguous,
	)
	app.Get("/healthz", at("/healthz", plain("ok\n")))
	app.Get("/readyz", at("/readyz", s.ready))
	app.Use(s.refuseForeignHosts, s.refuseCrossSite)
	app.Get("/static/*", at("/static/*", s.Assets.Handler()))
	app.Get("/brand/*", at("/brand/*", s.serveBrand))
	app.Use(s.tidyCookies)
	for _, table := range routes {
		for _, r := range table {
			s.mount(app, r)
		}
	}
	if s.Extra != nil {
		s.Extra(app)
	}
	app.Use(s.nothing)
	return app
}

func (s *Site) mount(app *fiber.App, r Route) {
	s.routes = append(s.routes, r)
	handle := at(r.Path, func(c *fiber.Ctx) error {
		if c.Request().IsBodyStream() && !r.Streams {
			return ErrBadRequest // nobody reads without a limit
		}
		req, err := s.authenticate(c, r)
		if err == nil && r.Streams {
			defer req.takeTime()()
		}
		switch {
		case err != nil:
		case req.strays():
			err = req.stray()
		default:
			err = r.Handle(req)
		}
		if err != nil && r.Access >= Staff {
			err = req.atDesk(err, r.Path)
		}
		if err != nil && req != nil {
			err = req.handBack(err)
		}
		if err != nil && (r.Quiet || errors.Is(err, errOtherLink)) {
			return s.failQuietly(c, err)
		}
		return err
	})
	app.Add(r.Method, r.Path, handle)
	if r.Method == fiber.MethodGet {
		app.Add(fiber.MethodHead, r.Path, handle)
	}
}

func plain(text string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "no-store")
		return c.SendString(text)
	}
}
