package web

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/session"
	"latchkey/internal/user"

	"github.com/gofiber/fiber/v2"
)

// signedIn is a server with a route that takes files of somebody who is signed in, and the header with their cookie.
func signedIn(t *testing.T) (d *desk, at *clock.Clock, cookie string) {
	t.Helper()
	d, at = &desk{reached: make(chan struct{}, 10)}, clock.Fixed(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	takes := Route{Method: "POST", Path: "/tickets/:id", Access: SignedIn, Streams: true, Draft: []string{"text"}, Stands: "/tickets/new"}
	takes.Handle = func(r *Request) error {
		d.reached <- struct{}{}
		up, err := r.Upload(d.files)
		defer up.Discard()
		if err != nil {
			return err
		}
		return r.c.SendString("taken " + r.Field("text"))
	}
	d.wire = plug(t, func(s *Site, app *fiber.App) {
		s.Clock, s.Sessions.Clock = at, at
	}, takes)
	d.files = filesOf(d.site)
	var secret string
	err := d.site.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		u, err := (&user.Users{Clock: at}).Create(ctx, tx, "ada@example.com", "Ada", "none")
		if err != nil {
			return err
		}
		secret, err = d.site.Sessions.Start(ctx, tx, session.Proofs{UserID: u.ID})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return d, at, "Cookie: " + d.site.cookieName(SessionCookie) + "=" + secret
}

// Minutes pass while files come in. Whoever was signed out in them sends nothing.
func TestASessionThatEndsWhileFilesComeIn(t *testing.T) {
	d, _, cookie := signedIn(t)
	body := filled(field("text", "x"), file("a", strings.Repeat("x", 10<<10)))
	request := carrying("/tickets/1", body, cookie, "Connection: close")
	if a := d.sendRaw(request); len(a) != 1 || a[0].body != "taken x" {
		t.Fatalf("signed in: %+v", a)
	}
	<-d.reached
	connection := d.dial()
	_, _ = io.WriteString(connection, request[:len(request)-5<<10])
	<-d.reached
	_, secret, _ := strings.Cut(cookie, "=")
	err := d.site.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return d.site.Sessions.End(ctx, tx, secret) })
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(connection, request[len(request)-5<<10:])
	answers := readAnswers(connection, "POST")
	if len(answers) != 1 || answers[0].status != http.StatusSeeOther || !strings.HasPrefix(answers[0].header.Get("Location"), "/sign-in") {
		t.Errorf("signed out meanwhile: %+v", answers)
	}
	if left := d.left(); left != nil {
		t.Errorf("left: %v", left)
	}
}

// What was typed before the files is kept, and the files are not read at all.
func TestALostSessionKeepsWhatStandsBeforeTheFiles(t *testing.T) {
	d, at, cookie := signedIn(t)
	at.Advance(2 * time.Hour)
	body := filled(field("text", "typed for an hour"), file("a", strings.Repeat("x", 1<<20)))
	head, _, _ := strings.Cut(carrying("/tickets/1", body, cookie), "\r\n\r\n")
	answers := d.sendRaw(head + "\r\n\r\n" + body[:10<<10]) // and no more
	if len(answers) != 1 || answers[0].status != http.StatusSeeOther {
		t.Fatalf("%+v", answers)
	}
	kept := strings.Join(answers[0].header["Set-Cookie"], "\n")
	if !strings.Contains(kept, d.site.cookieName(draftCookie)+"=") || len(d.reached) > 0 {
		t.Errorf("it is not kept, or the handler was reached: %s", kept)
	}
}
