// Command bare is the baseline of the bench: Fiber, one read from SQLite by a prepared statement, and a line of
// text, with nothing else of what a page needs.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"latchkey/internal/db"

	"github.com/gofiber/fiber/v2"
	"github.com/spf13/pflag"
)

func main() {
	listen := pflag.String("listen", "127.0.0.1:8081", "address and port to listen on")
	data := pflag.String("data", "bare.db", "database file")
	pflag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, *listen, *data); err != nil {
		fmt.Fprintln(os.Stderr, "bare:", err)
		os.Exit(1)
	}
}

func serve(ctx context.Context, listen, data string) error {
	d, err := db.Open(ctx, data)
	if err != nil {
		return err
	}
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/", func(c *fiber.Ctx) error {
		var version int
		if err := d.Read().Row(c.UserContext(), `SELECT version FROM schema_migration WHERE version = $1`, 1).Scan(&version); err != nil {
			return err
		}
		return c.SendString(fmt.Sprintf("version %d\n", version))
	})
	go func() {
		<-ctx.Done()
		_ = app.Shutdown()
	}()
	if err := app.Listen(listen); err != nil {
		return err
	}
	return d.Close()
}
