package ticket_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/hosttest"
)

// file is a file of a form.
type file struct{ name, content string }

// sends posts a form that may carry files; fields are name, value pairs.
func sends(b *hosttest.Browser, path string, files []file, fields ...string) hosttest.Page {
	b.T.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := form.WriteField(fields[i], fields[i+1]); err != nil {
			b.T.Fatal(err)
		}
	}
	for _, f := range files {
		part, err := form.CreateFormFile("files", f.name)
		if err == nil {
			_, err = part.Write([]byte(f.content))
		}
		if err != nil {
			b.T.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		b.T.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPost, b.Server.URL+path, &body)
	if err != nil {
		b.T.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("Origin", b.Server.URL)
	return b.Do(request)
}

// accountOf is the id of the first account in which somebody is the owner.
func accountOf(s *hosttest.Server, email string) string {
	s.T.Helper()
	all, err := s.Host.Accounts.Belongings(s.T.Context(), s.Host.DB.Read(), s.IDOf(email))
	if err != nil || len(all) == 0 {
		s.T.Fatalf("%s has no account: %v", email, err)
	}
	return all[0].ID
}

// ada is a browser in which Ada is signed in.
func ada(s *hosttest.Server) *hosttest.Browser {
	s.T.Helper()
	b := s.Browser()
	b.SignIn().Leads(s.T, "/dashboard")
	return b
}

// opens opens a ticket of Ada's account in a browser and returns its page's path.
func opens(b *hosttest.Browser, subject, body string, files ...file) string {
	b.T.Helper()
	p := sends(b, "/tickets/new", files, "account", accountOf(b.Server, hosttest.Ada), "department", ticket.Support,
		"subject", subject, "about", "", "message", body, "once", subject)
	path, _, _ := strings.Cut(p.Location, "?")
	if p.Status != http.StatusSeeOther || !strings.HasPrefix(path, "/tickets/T-") {
		b.T.Fatalf("got %d to %q:\n%s", p.Status, p.Location, p.Body)
	}
	return path
}

// noor is a member of the staff who calls the rules; it signs her in.
func noor(s *hosttest.Server) access.Caller {
	s.T.Helper()
	s.AtTheDesk(hosttest.Noor, hosttest.NoorPassword)
	return noorAgain(s)
}

// noorAgain is noor once she is signed in.
func noorAgain(s *hosttest.Server) access.Caller {
	s.T.Helper()
	id := s.IDOf(hosttest.Noor)
	var sessionID string
	if err := s.Host.DB.Read().Row(s.T.Context(), `SELECT id FROM session WHERE user_id = $1`, id).Scan(&sessionID); err != nil {
		s.T.Fatal(err)
	}
	by := access.Caller{Session: session.Session{ID: sessionID, UserID: id, Name: "Noor", SecondStepAt: s.Clock.Now()}}
	by.Proof.Strength = 100
	return by
}

// answers has staff answer the ticket at a path.
func answers(s *hosttest.Server, by access.Caller, path, body string, with ...func(context.Context, db.Tx, string) error) {
	s.T.Helper()
	number := strings.TrimPrefix(path, "/tickets/")
	a := support.Answer{Post: support.Post{Body: body}, Anyway: true}
	if len(with) > 0 {
		a.With = with[0]
	}
	if _, err := s.Host.Support.Answer(s.T.Context(), by, number, a); err != nil {
		s.T.Fatal(err)
	}
}

func TestAClientWritesReadsAndCloses(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := ada(s)
	b.Get("/tickets").Says(t, 200, "Open a ticket")
	form := b.Get("/tickets/new?about=security")
	form.Says(t, 200, `<option value="security" selected>`)
	path := opens(b, "Mail bounces", "Since **Monday**.", file{"trace.txt", "550 no such user"})
	page := b.Get(path + "?done=opened")
	page.Says(t, 200, "Ticket opened.")
	page.Says(t, 200, "<strong>Monday</strong>")
	page.Says(t, 200, "trace.txt")
	at := hosttest.Between(t, page.Body, `href="`+path+`/files/`, `"`)
	got := b.Get(path + "/files/" + at)
	if got.Status != 200 || got.Body != "550 no such user" || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file: %d, %v", got.Status, got.Header)
	}

	by := noor(s)
	answers(s, by, path, "> Since Monday.\n\nIt is mended.")
	b.Get("/tickets").Says(t, 200, "1 ticket has something new.")
	page = b.Get(path)
	page.Says(t, 200, `<p class="new-line" id="new">`)
	page.Says(t, 200, "It is mended.")
	if p := b.Get(path); strings.Contains(p.Body, "new-line") {
		t.Error("what was read is new again")
	}
	if p := b.Get("/tickets"); strings.Contains(p.Body, "something new") {
		t.Error("what was read counts as unread")
	}
	s.Mail(hosttest.Ada, message.TicketAnswered)

	sends(b, path, nil, "message", "Thank you!", "once", "r1").Leads(t, path+"?done=sent")
	sends(b, path, nil, "message", "Thank you!", "once", "r1").Leads(t, path+"?done=sent")
	if n := strings.Count(b.Get(path).Body, "Thank you!"); n != 1 {
		t.Errorf("a double click sends %d times", n)
	}
	b.Post(path+"/close").Leads(t, path+"?done=closed")
	b.Get(path).Says(t, 200, "Your reply opens it again")
	b.Post(path+"/close").Leads(t, path)
	if p := b.Get("/tickets"); strings.Contains(p.Body, "Mail bounces") {
		t.Error("a closed ticket is in progress")
	}
	b.Get("/tickets?show=all").Says(t, 200, "Mail bounces")
	b.Post(path+"/reopen").Leads(t, path+"?done=reopened")
	b.Post(path+"/close").Leads(t, path+"?done=closed")
	sends(b, path, nil, "message", "One more thing.", "once", "r2").Leads(t, path+"?done=sent")
	b.Get(path).Says(t, 200, ">Open<")
}

// Whatever is not taken comes back with what was typed, and sends nothing.
func TestNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := ada(s)
	id := accountOf(s, hosttest.Ada)
	fields := func(subject, body string, more ...string) []string { return fieldsOf(id, subject, body, more...) }
	count := func() int { return s.Count(`SELECT COUNT(*) FROM ticket_message`) }
	before := count()
	for name, c := range map[string]struct {
		fields []string
		files  []file
		status int
		words  string
	}{
		"preview":    {fields("Mail", "**bold** words", "do", "preview"), nil, 200, "<strong>bold</strong>"},
		"no subject": {fields("", "bold words"), nil, 422, "Enter a subject"},
		"no message": {fields("bold words", ""), nil, 422, "Enter a message"},
		"a code":     {fields("bold words", "my code is 123456"), nil, 422, "looks like it has a code"},
		"empty file": {fields("bold words", "See the file."), []file{{"x.txt", ""}}, 422, "There’s nothing in it."},
		"about": {
			[]string{"account", id, "department", ticket.Support, "subject", "bold", "message", "x", "about", "service:x"}, nil, 422, "Choose what",
		},
		"departments": {[]string{"account", id, "department", "none", "subject", "bold words", "message", "x"}, nil, 422, "Choose a department."},
		"preview with a file": {
			fields("Mail", "**bold** words", "do", "preview"), []file{{"x.txt", "x"}}, 200, "Choose your files again",
		},
	} {
		p := sends(b, "/tickets/new", c.files, c.fields...)
		if p.Status != c.status || !strings.Contains(p.Body, c.words) || !strings.Contains(p.Body, "bold") {
			t.Errorf("%s: %d\n%s", name, p.Status, p.Body)
		}
	}
	if count() != before {
		t.Error("something was sent")
	}
}

// fieldsOf is a form's fields, for an account.
func fieldsOf(accountID, subject, body string, more ...string) []string {
	fields := []string{"account", accountID, "department", ticket.Support, "subject", subject, "about", "", "message", body, "once", "x"}
	return append(fields, more...)
}

// Who was warned, and sends it all the same, sends it; another text is warned of again.
func TestACodeIsAskedAbout(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b, id := ada(s), accountOf(s, hosttest.Ada)
	asked := sends(b, "/tickets/new", nil, fieldsOf(id, "Mail", "order 123456")...)
	sure := hosttest.Between(t, asked.Body, `name="sure" value="`, `"`)
	sends(b, "/tickets/new", nil, fieldsOf(id, "Mail", "order 654321", "sure", sure)...).Says(t, 422, "looks like it has a code")
	if p := sends(b, "/tickets/new", nil, fieldsOf(id, "Mail", "order 123456", "sure", sure)...); p.Status != 303 {
		t.Errorf("%d\n%s", p.Status, p.Body)
	}
}

// What is typed outlives its session, and a form that can't be taken, with all that a message may have.
func TestALongMessageIsKept(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b, id := ada(s), accountOf(s, hosttest.Ada)
	long := strings.Repeat("منذ الاثنين ", support.LongestBody/12)
	s.Clock.Advance(2 * 3600e9)
	p := sends(b, "/tickets/new", nil, fieldsOf(id, "Long", long)...)
	p.Leads(t, "/sign-in?next=%2Ftickets%2Fnew&said=kept")
	b.SignIn().Leads(t, "/dashboard")
	back := b.Get("/tickets/new")
	back.Says(t, 200, strings.TrimSpace(long))
	back.Says(t, 200, "This is what you entered")
}

// Files that are far too large are not waited for, and their form comes back with what was typed and with the sizes.
func TestAFormWithFarTooMuchComesBack(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b, id := ada(s), accountOf(s, hosttest.Ada)
	var files []file
	for range 7 {
		files = append(files, file{"x", strings.Repeat("x", 11<<20)})
	}
	path := opens(b, "Files", "Here they are.")
	for name, p := range map[string]hosttest.Page{
		"a reply":      sends(b, path, files, "message", "With all of these.", "once", "z"),
		"a new ticket": sends(b, "/tickets/new", files, fieldsOf(id, "Mail", "With all of these.")...),
	} {
		for _, words := range []string{
			"With all of these.", "What you attached has more than 77 MiB. A file can be up to 10 MiB, and together your files can be up to 25 MiB.",
		} {
			if p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Body, words) {
				t.Errorf("%s: %d, without %q", name, p.Status, words)
			}
		}
	}
	for _, said := range []string{"With all of these.", "Here they are."} {
		want := map[string]int{"Here they are.": 1}[said]
		if n := s.Count(`SELECT COUNT(*) FROM ticket_message WHERE body = $1`, said); n != want {
			t.Errorf("%d messages say %q", n, said)
		}
	}
	if left, _ := os.ReadDir(filepath.Join(s.Data, "attachments")); len(left) != 0 {
		t.Errorf("what was refused is kept: %v", left)
	}
}

// What was typed for an account that one belongs to no more can be sent for another of theirs.
func TestWhatWasTypedOutlivesTheMembership(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	w.joins(account.TicketsManage)
	w.Clock.Advance(2 * 3600e9)
	p := sends(w.zoe, "/tickets/new", nil, fieldsOf(w.account, "Mail bounces", "Since Monday.")...)
	p.Leads(t, "/sign-in?next=%2Ftickets%2Fnew&said=kept")
	w.joins()
	w.zoe.Post("/sign-in", "email", "zoe@example.test", "password", hosttest.TenantPassword).Leads(t, "/dashboard")
	w.zoe.Get("/tickets/new").Says(t, 200, "Open a ticket")
	w.account = accountOf(w.Server, hosttest.Bruno)
	w.joins(account.TicketsManage)
	form := w.zoe.Get("/tickets/new")
	form.Says(t, 200, "Since Monday.")
	if got := form.Form().Get("account"); got != w.account {
		t.Errorf("the form is for %q, want %q", got, w.account)
	}
}

// What an open page asks for by itself passes every guard, ends with the session, and doesn't keep that alive.
func TestThePollKeepsNobodySignedIn(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := ada(s)
	path := opens(b, "Mail bounces", "Since Monday.")
	poll := strings.ReplaceAll(hosttest.Between(t, b.Get(path).Body, `data-quiet hx-get="`, `"`), "&amp;", "&")
	b.Header.Set("HX-Request", "true")
	next := b.Get(poll)
	next.Says(t, 200, `data-quiet hx-get="`+path+`/news?after=`)
	if strings.Contains(next.Body, "<article") {
		t.Error("it brings what is there")
	}
	answers(s, noor(s), path, "It is mended.")
	got := b.Get(poll)
	got.Says(t, 200, "It is mended.")
	got.Says(t, 200, `id="ticket-status" hx-swap-oob="true"`)
	if hosttest.Between(t, got.Body, `news?after=`, "&") == hosttest.Between(t, next.Body, `news?after=`, "&") {
		t.Error("it is told again and again")
	}
	last := strings.Replace(poll, "left=", "left=1&was=", 1)
	b.Get(last).Says(t, 200, "This page has been open for a while")

	stranger := s.Browser()
	stranger.Get(poll).Says(t, 401, "You’re signed out")
	for range 7 {
		s.Clock.Advance(10 * 60e9)
		if p := b.Get(poll); p.Status == 401 {
			p.Says(t, 401, "You’re signed out")
			if p.Location != "" || p.Header.Get("HX-Redirect") != "" || p.Header.Get("Set-Cookie") != "" {
				t.Errorf("it leads away: %v", p.Header)
			}
			b.Header.Del("HX-Request")
			sent := sends(b, path, nil, "message", "Typed while away.", "once", "a")
			sent.Leads(t, "/sign-in?next="+strings.ReplaceAll(path, "/", "%2F")+"&said=kept")
			return
		}
	}
	t.Error("polling keeps the session alive")
}

// All that somebody types is shown as it was typed, and none of it runs.
func TestNothingThatIsTypedRuns(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := ada(s)
	const evil = `<script>alert(1)</script><img src=x onerror=alert(1)>`
	const links = "\n\n[x](javascript:alert(1)) ![y](http://evil.example/x.png) <a href='data:text/html,x'>z</a>"
	path := opens(b, `"><svg onload=alert(1)>`, evil+links, file{`"><img src=x onerror=alert(1)>.html`, evil},
		file{`../../etc/passwd`, "x"}, file{"a.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`})
	pages := []string{b.Get(path).Body, b.Get("/tickets").Body, b.Get("/dashboard").Body}
	b.Post("/tickets/preview", "message", evil).Leads(t, "/tickets/new")
	b.Header.Set("HX-Request", "true")
	preview := b.Post("/tickets/preview", "message", evil)
	b.Header.Del("HX-Request")
	pages = append(pages, preview.Body, sends(b, path, nil, "message", evil, "do", "preview").Body, sends(b, path, nil, "message", "").Body)
	for i, page := range pages {
		for _, bad := range []string{"<script>alert", "<img src=x", "<svg onload", `href="javascript:`, `src="http://evil`, `href="data:text`} {
			if strings.Contains(page, bad) {
				t.Errorf("page %d has %s", i, bad)
			}
		}
	}
	for _, link := range strings.Split(pages[0], `href="`+path+"/files/")[1:] {
		id, _, _ := strings.Cut(link, `"`)
		p := b.Get(path + "/files/" + id)
		kind, how := p.Header.Get("Content-Type"), p.Header.Get("Content-Disposition")
		if p.Status != 200 || strings.Contains(kind, "html") || strings.Contains(kind, "svg") || !strings.HasPrefix(how, "attachment") ||
			strings.Contains(how, "..") || strings.Contains(how, "/") || p.Header.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(p.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%d %s %s %s", p.Status, kind, how, p.Header.Get("Content-Security-Policy"))
		}
	}
}
