package main

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/password"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/sync/errgroup"
)

// floor signs people in as nothing of less safety could: two requests, one hash through the gate, and three durable commits,
// of a guess that is counted before it is judged, a challenge, and a session.
type floor struct {
	d      *db.DB
	hasher func() *password.Hasher
	stored func() (string, error) // the hash of everybody's password
}

// everybodys is the password of all who sign in here.
const everybodys = "marble-lantern-77"

func newFloor(d *db.DB, hasher func() *password.Hasher) *floor {
	return &floor{d: d, hasher: hasher, stored: sync.OnceValues(func() (string, error) {
		ctx := context.Background()
		err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
			_, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS floor (email TEXT PRIMARY KEY, at BIGINT NOT NULL)`)
			return err
		})
		if err != nil {
			return "", err
		}
		return hasher().Hash(ctx, everybodys)
	})}
}

func (f *floor) mount(app *fiber.App) {
	app.Post("/sign-in", f.password)
	app.Post("/sign-in/verify", f.code)
	app.Get("/hash", f.hash)
}

func (f *floor) password(c *fiber.Ctx) error {
	stored, err := f.stored()
	if err != nil {
		return err
	}
	email := c.FormValue("email")
	if err := f.commit(c.UserContext(), email); err != nil {
		return err
	}
	if err := f.verify(c.UserContext(), stored, c.FormValue("password")); err != nil {
		return err
	}
	if err := f.commit(c.UserContext(), email); err != nil {
		return err
	}
	c.Cookie(&fiber.Cookie{Name: "challenge", Value: email})
	return c.Redirect("/sign-in/code", fiber.StatusSeeOther)
}

func (f *floor) code(c *fiber.Ctx) error {
	if err := f.commit(c.UserContext(), c.Cookies("challenge")); err != nil {
		return err
	}
	c.Cookie(&fiber.Cookie{Name: "session", Value: "opens-nothing"})
	c.Cookie(&fiber.Cookie{Name: "browser", Value: c.Cookies("browser")})
	return c.Redirect("/dashboard", fiber.StatusSeeOther)
}

// hash verifies so many passwords, so many at once, and does nothing else: it answers with how long that took, in nanoseconds.
func (f *floor) hash(c *fiber.Ctx) error {
	stored, err := f.stored()
	if err != nil {
		return err
	}
	count, ctx := c.QueryInt("count"), c.UserContext()
	began := time.Now()
	all, ctx := errgroup.WithContext(ctx)
	all.SetLimit(c.QueryInt("at-once"))
	for range count {
		all.Go(func() error { return f.verify(ctx, stored, everybodys) })
	}
	if err := all.Wait(); err != nil {
		return err
	}
	return c.SendString(strconv.FormatInt(int64(time.Since(began)), 10))
}

func (f *floor) verify(ctx context.Context, stored, typed string) error {
	ok, _, err := f.hasher().Verify(ctx, stored, typed)
	if err == nil && !ok {
		err = errors.New("the password does not fit")
	}
	return err
}

func (f *floor) commit(ctx context.Context, email string) error {
	return f.d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		return tx.Do(ctx, "noting", `INSERT INTO floor (email, at) VALUES ($1, $2) ON CONFLICT (email) DO UPDATE SET at = EXCLUDED.at`,
			email, time.Now().UnixMilli())
	})
}
