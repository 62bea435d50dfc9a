// Command bare is what the bench holds Latchkey against: Fiber, Bun and SQLite with nothing of what a page or a sign-in needs. It
// reads one row by a prepared statement; hashes passwords through the server's own gate, with the server's own settings of
// memory; and signs people in by that hash and as many durable commits, see [floor].
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"latchkey/internal/db"
	"latchkey/internal/memory"
	"latchkey/internal/password"

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
	// Made when it is asked for first, since the start of this program is compared too.
	hasher := sync.OnceValue(func() *password.Hasher { return memory.Allowed().Hasher(password.Options{}) })
	newFloor(d, hasher).mount(app)
	go func() {
		<-ctx.Done()
		_ = app.Shutdown()
	}()
	if err := app.Listen(listen); err != nil {
		return err
	}
	return d.Close()
}
