package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/ticket"
	"latchkey/server/hosttest"
)

// session20 is longer than a proof counts.
const session20 = 20 * time.Minute

// Exec changes the database behind the program's back.
func (s *tickets) Exec(t *testing.T, query string, args ...any) {
	t.Helper()
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAGuestsTicketLeadsToTheRecoveryCase(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number, token := s.guest("Mina <b>Okafor</b>", "mina@example.net", "I lost my <script>alert(1)</script> phone",
		"Please reset my second step.")
	noor := s.Noor()
	noor.Get("/desk/queue").Says(t, 200, "Unconfirmed guest")
	page := noor.Get("/desk/tickets/" + number)
	page.Says(t, 200, "Nothing can be reset through a ticket.")
	page.Says(t, 200, "confirmed this address yet")
	page.Says(t, 200, "&lt;script&gt;alert(1)&lt;/script&gt;")
	if strings.Contains(page.Body, "<script>alert") || strings.Contains(page.Body, "<b>Okafor") {
		t.Error("what a guest typed is read as HTML")
	}
	sends(t, noor, number, "do", "recovery").Says(t, 422, "/recovery")
	if err := s.Host.Support.ConfirmGuest(t.Context(), token, session.Client{}); err != nil {
		t.Fatal(err)
	}
	if b := noor.Get("/desk/queue").Body; strings.Contains(b, "Unconfirmed guest") {
		t.Error("a confirmed guest is shown as unconfirmed")
	}

	noor.Get("/desk/tickets/"+number+"/spam").Says(t, 200, "mina@example.net")
	noor.Post("/desk/tickets/"+number+"/spam", "block", "1").Leads(t, "/desk/queue?done=spam")
	noor.Get("/desk/queue?view=spam").Says(t, 200, number)
	noor.Get("/desk/blocked").Says(t, 200, "mina@example.net")
	noor.Post("/desk/blocked", "key", "mina@example.net").Leads(t, "/desk/blocked?done=unblocked")
	noor.Post("/desk/blocked", "key", "mina@example.net").Leads(t, "/desk/blocked?done=gone")
	noor.Post("/desk/tickets/"+number+"/not-spam").Leads(t, "/desk/tickets/"+number+"?done=not-spam")
	if s.stored(number).Status != ticket.Open {
		t.Error("it is no spam, and does not wait")
	}
}

func TestStaffRedactAMessage(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number := s.asks("The site is slow", "My password is violet-harbour-42.")
	other := s.asks("Another", "Nothing of it.")
	noor := s.Browser()
	noor.Post("/sign-in", "email", hosttest.Noor, "password", hosttest.NoorPassword)
	secret := noor.SetUpSecondStep()
	at := "/desk/tickets/" + number
	redact := at + "/redact/" + s.stored(number).LastID
	noor.Get(redact).Says(t, 200, "Nobody can bring it back.")
	noor.Get("/desk/tickets/"+other+"/redact/"+s.stored(number).LastID).Says(t, 404, "")
	noor.Post("/desk/tickets/"+other+"/redact/"+s.stored(number).LastID).Says(t, 404, "")
	s.Clock.Advance(session20)
	asked := noor.Post(redact, "subject", "Slow")
	if !strings.HasPrefix(asked.Location, "/confirm") {
		t.Fatalf("without a fresh proof: %d to %q", asked.Status, asked.Location)
	}
	if !strings.Contains(s.said(number), "violet") {
		t.Error("it was redacted without a fresh proof")
	}
	noor.Confirms(asked, "code", s.Code(secret)).Leads(t, at+"?done=redacted")
	if strings.Contains(s.said(number), "violet") || s.stored(number).Subject != "Slow" {
		t.Errorf("the client reads %q", s.said(number))
	}
	noor.Get(at).Says(t, 200, "The text of this message was removed")
}

// A page that only asks what has come keeps no member of staff signed in, and leads nobody away who is typing.
func TestAnOpenTicketKeepsNoStaffSignedIn(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	noor := s.Noor()
	at := "/desk/tickets/" + s.asks("One", "First.")
	page := noor.Get(at).Body
	poll := strings.ReplaceAll(hosttest.Between(t, page, `data-quiet hx-get="`, `"`), "&amp;", "&")
	_, typing, _ := strings.Cut(page, poll)
	typing = strings.ReplaceAll(hosttest.Between(t, typing, `data-quiet hx-get="`, `"`), "&amp;", "&")
	noor.Header.Set("HX-Request", "true")
	noor.Get(poll).Says(t, 200, `id="pulse"`)
	for range 100 {
		s.Clock.Advance(time.Minute)
		if noor.Get(poll).Status == 401 {
			break
		}
	}
	for _, asks := range []string{poll, typing} {
		p := noor.Get(asks)
		p.Says(t, 401, "You’re signed out")
		if p.Location != "" || p.Header.Get("HX-Redirect") != "" {
			t.Errorf("%s leads away from what is typed, to %q", asks, p.Location)
		}
	}
}

func TestStaffMergeWhatBelongsTogether(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	a, b := s.asks("One", "First."), s.asks("Two", "Second.")
	guest, _ := s.guest("Mina", "mina@example.net", "Hello", "From outside.")
	noor := s.Noor()
	noor.Get("/desk/tickets/"+a+"/merge").Says(t, 200, b)
	noor.Post("/desk/tickets/"+a+"/merge", "number", guest).Says(t, 422, "can’t be merged")
	noor.Post("/desk/tickets/"+a+"/merge", "number", "T-0000000").Says(t, 422, "can’t be merged")
	noor.Post("/desk/tickets/"+a+"/merge", "number", a).Says(t, 422, "can’t be merged")
	twins := noor.Twins(3)
	done := hosttest.AtOnce(3, func(i int) string { return twins[i].Post("/desk/tickets/"+a+"/merge", "into", b).Location })
	if done["/desk/tickets/"+b+"?done=merged"] != 1 {
		t.Errorf("three who merged at once: %v", done)
	}
	noor.Get("/desk/tickets/"+a).Leads(t, "/desk/tickets/"+b)
	noor.Get("/desk/tickets/"+b).Says(t, 200, "First.")
	// Forms that were drawn before lead on to the whole.
	thread, err := s.Host.Support.Thread(t.Context(), s.ada, b, "")
	if err != nil {
		t.Fatal(err)
	}
	redact := "/redact/" + thread.Messages[0].ID
	noor.Get("/desk/tickets/"+a+redact).Says(t, 200, "Nobody can bring it back.")
	noor.Post("/desk/tickets/"+a+redact).Leads(t, "/desk/tickets/"+b+"?done=redacted")
	noor.Post("/desk/tickets/"+a+"/merge", "into", b).Says(t, 422, "can’t be merged")
}

func TestStaffOpenATicketForAClient(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	a, noor := s.account(), s.Noor()
	noor.Get("/desk/tickets/new?account=nobody").Says(t, 422, "No account was found")
	noor.Get("/desk/tickets/new?account=ada%40example.test").Says(t, 200, `name="account" value="`+a.ID+`"`)
	several := noor.Get("/desk/tickets/new?account=example.test")
	several.Says(t, 200, "Which account?")
	several.Says(t, 200, `value="example.test"`)
	noor.Get("/desk/tickets/new?account="+a.Number).Says(t, 200, a.Number)
	noor.Get("/desk/people/"+s.ada.UserID).Says(t, 200, "/desk/tickets/new?account="+a.ID)
	fields := []string{
		"account", a.ID, "person", s.ada.UserID, "department", ticket.Support, "subject", "Maintenance", "body",
		"On Sunday.", "once", "x",
	}
	first := noor.Post("/desk/tickets/new", fields...)
	if again := noor.Post("/desk/tickets/new", fields...); again.Location != first.Location || !strings.HasSuffix(first.Location,
		"?done=opened") {
		t.Errorf("sent twice it leads to %q and to %q", first.Location, again.Location)
	}
	s.Mail(hosttest.Ada, message.TicketOpened)
	fields[3] = s.IDOf(hosttest.Sven) // who does not belong to it
	fields[11] = "y"
	noor.Post("/desk/tickets/new", fields...).Says(t, 422, "doesn’t see the account’s tickets")
	fields[3], fields[9] = s.ada.UserID, "Your code is 123456"
	noor.Post("/desk/tickets/new", fields...).Says(t, 422, "It isn’t a code.")
}

func TestWhatAdministratorsAndStaffSetUp(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number := s.asks("The site is slow", "It takes ten seconds.")
	noor, sven := s.Noor(), s.Sven()
	for _, path := range []string{"/desk/departments", "/desk/departments/new", "/desk/departments/" + ticket.Support} {
		if p := noor.Get(path); p.Status == 200 {
			t.Errorf("support opens %s", path)
		}
	}
	sven.Post("/desk/departments/new", "name", "", "position", "3").Says(t, 422, "Enter a name")
	sven.Post("/desk/departments/new", "name", "Abuse", "email", "not one", "position", "3").Says(t, 422, "name=\"email\"")
	sven.Post("/desk/departments/new", "name", "Abuse", "member", s.ada.UserID, "position", "3").Says(t, 422, "isn’t on the staff")
	sven.Post("/desk/departments/new", "name", "Abuse", "position", "3", "member", s.IDOf(hosttest.Noor), "signature-en", "The abuse desk").
		Leads(t, "/desk/departments?done=saved")
	noor.Get("/desk/queue").Says(t, 200, "Abuse")
	sven.Post("/desk/departments/"+ticket.Support+"/remove").Says(t, 422, "has tickets")

	wrong := noor.Post("/desk/canned/new", "title", "Restart", "body", "Hello {foo}.", "language", "en")
	wrong.Says(t, 422, "no variable \u2066{foo}\u2069")
	wrong.Says(t, 422, "{{department}}")
	shown := noor.Post("/desk/canned/new", "body", "Hello {{name}}, from **{{staff}}**.", "language", "en", "do", "preview")
	shown.Says(t, 422, "Hello Sam Rivers, from <strong>Noor Rahman</strong>.")
	shown.Says(t, 422, "from **{{staff}}**.</textarea>")
	noor.Post("/desk/canned/new", "title", "Restart", "body", "Hello {{name}}, about {{number}}.", "language", "en").
		Leads(t, "/desk/canned?done=saved")
	page := noor.Get("/desk/canned")
	id := hosttest.Between(t, page.Body, `href="/desk/canned/0`, `"`)
	sends(t, noor, number, "body", "Before.", "canned", "0"+id, "do", "insert").Says(t, 422, "Hello Ada Hartwell, about T\\-")
	noor.Post("/desk/canned/0"+id+"/remove").Leads(t, "/desk/canned?done=removed")

	noor.Post("/desk/announcements/new", "title", "Maintenance", "body", "Email pauses.", "from", "2026-11-22T09:00", "until",
		"2026-11-21T09:00").
		Says(t, 422, "after the beginning")
	noor.Post("/desk/announcements/new", "title", "Maintenance", "body", "Email pauses.", "from", "yesterday").Says(t, 422,
		"Enter a date and a time")
	noor.Post("/desk/announcements/new", "title", "Maintenance", "body", "Email pauses.").Leads(t, "/desk/announcements?done=saved")
	noor.Get("/desk/announcements").Says(t, 200, "Shown now")
	ada := s.Browser()
	ada.SignIn()
	ada.Get("/dashboard").Says(t, 200, "Email pauses.")

	s.asks("And now it is down", "Please help.")
	noor.Get("/desk/alerts").Says(t, 200, "And now it is down")
	noor.Post("/desk/alerts", "page-reply", "1").Leads(t, "/desk/alerts?done=saved")
	noor.Post("/desk/alerts/seen").Leads(t, "/desk/alerts?done=seen")
	noor.Get("/desk/alerts").Says(t, 200, "Nothing new")
}

// Codes and links are not sent a second time by staff, and nothing goes to an address that is the person's no more.
func TestStaffSendAMessageAgain(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	noor := s.Noor()
	at := "/desk/people/" + s.ada.UserID + "/mails"
	browser := s.Browser()
	browser.TurnOn()
	s.Browser().Post("/forgot-password", "email", hosttest.Ada)
	sent := func(kind message.Kind) string { return s.Mail(hosttest.Ada, kind).ID }
	for _, kind := range []message.Kind{message.TwoFactorOn, message.ResetPassword} {
		id := sent(kind)
		s.Exec(t, `UPDATE message SET state = 'sent' WHERE id = $1`, id)
		p := noor.Post(at + "/" + id + "/resend")
		want := at + "?done=resent"
		if kind == message.ResetPassword {
			want = at + "?done=gone"
		}
		p.Leads(t, want)
	}
	notice := sent(message.TwoFactorOn)
	s.Exec(t, `UPDATE message SET state = 'sent', recipient = 'old@example.test' WHERE id = $1`, notice)
	noor.Post(at+"/"+notice+"/resend").Leads(t, at+"?done=gone")
	noor.Post("/desk/people/"+s.IDOf(hosttest.Bruno)+"/mails/"+notice+"/resend").
		Leads(t, "/desk/people/"+s.IDOf(hosttest.Bruno)+"/mails?done=gone")
}
