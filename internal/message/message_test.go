package message_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/locale"
	"latchkey/internal/message"
	"latchkey/internal/seal"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// fixture is a database with an outbox.
type fixture struct {
	*testing.T
	DB    *db.DB
	Out   *message.Outbox
	Clock *clock.Clock
}

func open(t *testing.T) *fixture {
	t.Helper()
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "latchkey.db"))
	ring, err := seal.LoadOrCreate(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	at := clock.Fixed(noon)
	return &fixture{T: t, DB: d, Clock: at, Out: &message.Outbox{Clock: at, Ring: ring}}
}

func (h *fixture) add(m message.Message) (id string) {
	h.Helper()
	err := h.DB.InTx(h.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		id, err = h.Out.AddID(ctx, tx, m)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return id
}

func TestTheOutboxKeepsFacts(t *testing.T) {
	t.Parallel()
	h := open(t)
	told := message.Message{
		UserID: "ada", Channel: message.Email, Recipient: "ada@example.com", Kind: message.BackupCodeUsed, Language: "ar",
		Data:   message.Data{Name: `Ada "<b>" \`, Network: "203.0.113.9", Agent: "Firefox", Left: 3},
		Secret: "482913", NotMe: "a-token", Event: "backup/1", ExpiresAt: h.Clock.Now().Add(time.Hour),
	}
	h.add(message.Message{Kind: message.TwoFactorOn})
	told.ID, told.CreatedAt = h.add(told), h.Clock.Now()
	err := h.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return errors.Join(h.Out.Add(ctx, tx, message.Message{Kind: message.TwoFactorOff}), errors.New("undone"))
	})
	if err == nil {
		t.Fatal("the transaction was not undone")
	}
	latest, err := h.Out.Latest(t.Context(), h.DB.Read(), 10)
	if err != nil || len(latest) != 2 {
		t.Fatalf("%d messages, %v; an undone one must not be told", len(latest), err)
	}
	if !reflect.DeepEqual(latest[0], told) {
		t.Errorf("got %+v, want %+v", latest[0], told)
	}
	if one, err := h.Out.Get(t.Context(), h.DB.Read(), told.ID); err != nil || !reflect.DeepEqual(one, told) {
		t.Errorf("by its id: %+v, %v", one, err)
	}
	if _, err := h.Out.Get(t.Context(), h.DB.Read(), "x"); !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("by no id: %v", err)
	}
	if d, err := h.Out.State(t.Context(), h.DB.Read(), told.ID); err != nil || d.State != message.Queued {
		t.Errorf("its state: %+v, %v", d, err)
	}
}

func TestAStolenDatabaseGivesNoCodeAway(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.add(message.Message{Kind: message.SignInCode, Secret: "482913", NotMe: "a-token"})
	var secret, notMe, data string
	err := h.DB.Read().Row(t.Context(), `SELECT secret, not_me, data FROM message WHERE id = $1`, id).Scan(&secret, &notMe, &data)
	if err != nil || secret == "" || notMe == "" || strings.Contains(secret+notMe+data, "482913") ||
		strings.Contains(secret+notMe+data, "a-token") {
		t.Errorf("secret %q, not me %q, data %q, %v", secret, notMe, data, err)
	}
}

func TestOneEventHasOneMessage(t *testing.T) {
	t.Parallel()
	h := open(t)
	first := h.add(message.Message{Kind: message.SignInUnfinished, Event: "unfinished/1"})
	if again := h.add(message.Message{Kind: message.SignInUnfinished, Event: "unfinished/1"}); again != first {
		t.Errorf("a second message %s for the event of %s", again, first)
	}
	if other := h.add(message.Message{Kind: message.SignInUnfinished, Event: "unfinished/2"}); other == first {
		t.Error("another event got no message of its own")
	}
}

func TestADemoShowsItsMessagesAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Out.Demo = true
	id := h.add(message.Message{Kind: message.SignInCode, Secret: "482913"})
	if d, err := h.Out.State(t.Context(), h.DB.Read(), id); err != nil || d.State != message.Delivered {
		t.Errorf("its state: %+v, %v", d, err)
	}
}

// Staff of a demo who send a message again find another one in its mailbox, without what could be used a second time.
func TestADemoSendsAMessageAgain(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Out.Demo = true
	id := h.add(message.Message{
		UserID: "ada", Recipient: "ada@example.com", Kind: message.SignInUnfinished, Event: "unfinished/1", NotMe: "token",
	})
	again := func(id, email string) error {
		return h.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return h.Out.SendAgain(ctx, tx, "ada", email, id) })
	}
	if err := again(id, "ada@example.com"); err != nil {
		t.Fatal(err)
	}
	all, err := h.Out.Latest(t.Context(), h.DB.Read(), 10)
	if err != nil || len(all) != 2 || all[0].ID == id || all[0].NotMe != "" || all[0].Kind != message.SignInUnfinished {
		t.Errorf("%+v, %v", all, err)
	}
	if d, err := h.Out.State(t.Context(), h.DB.Read(), all[0].ID); err != nil || d.State != message.Delivered {
		t.Errorf("its state: %+v, %v", d, err)
	}
	if err := again(id, "thief@example.com"); !errors.Is(err, message.ErrNotStuck) {
		t.Errorf("to an address that is theirs no more: %v", err)
	}
}

// Every kind has its words; what they name is checked by the catalogue's own tests.
func TestEveryKindHasWords(t *testing.T) {
	t.Parallel()
	for _, l := range locale.All() {
		for _, k := range message.Kinds() {
			keys := []string{"_subject", "_body"}
			if k.Linked() {
				keys = append(keys, "_button")
			}
			for _, part := range keys {
				if !l.Has("mail." + string(k) + part) {
					t.Errorf("message.%s.json lacks mail.%s%s", l.Lang(), k, part)
				}
			}
		}
	}
}
