package ticket_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/attachment"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/hosttest"
)

// number stands in the table for a ticket, and id for what is attached to one of its messages.
const (
	pathNumber, pathID = ":number", ":id"
	guestPages         = "/contact/ticket"
)

// walked are the tickets of a host with somebody who looks on.
type walked struct {
	*hosttest.Server
	t       *testing.T
	account string
	number  string // of a ticket of Ada's
	files   map[string]string
	zoe     *hosttest.Browser // whose relation to the account the test changes
}

// hasTickets opens a ticket with a file, with an answer, and with a note of staff that has one, too.
func hasTickets(t *testing.T) *walked {
	t.Helper()
	s := hosttest.Boot(t)
	b := ada(s)
	w := &walked{Server: s, t: t, account: accountOf(s, hosttest.Ada), files: map[string]string{}}
	path := opens(b, "Secret subject", "Secret message", file{"secret.txt", "secret content"})
	w.number = strings.TrimPrefix(path, "/tickets/")
	w.files["own"] = hosttest.Between(t, b.Get(path).Body, `href="`+path+`/files/`, `"`)
	by := noor(s)
	if _, err := s.Host.Support.Note(t.Context(), by, w.number, support.Post{Body: "Secret note", With: w.attaches}); err != nil {
		t.Fatal(err)
	}
	var id string
	if err := s.Host.DB.Read().Row(t.Context(), `SELECT id FROM attachment WHERE name = 'note.txt'`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	w.files["note"] = id
	s.AddPerson("zoe@example.test", "Zoe", hosttest.TenantPassword)
	w.zoe = s.Browser()
	w.zoe.Post("/sign-in", "email", "zoe@example.test", "password", hosttest.TenantPassword).Leads(t, "/dashboard")
	return w
}

// attaches adds a file to a message as staff do.
func (w *walked) attaches(ctx context.Context, tx db.Tx, messageID string) error {
	staged, err := w.Host.Files.Stage(ctx, "note.txt", strings.NewReader("secret note's file"), 1<<20)
	if err != nil {
		return err
	}
	defer staged.Discard()
	if err := w.Host.Files.Place(staged); err != nil {
		return err
	}
	return w.Host.Files.Attach(ctx, tx, attachment.Owner{Kind: attachment.TicketMessage, ID: messageID}, staged)
}

// write changes the database.
func (w *walked) write(act func(ctx context.Context, tx db.Tx) error) {
	w.t.Helper()
	if err := w.Host.DB.InTx(w.t.Context(), act); err != nil {
		w.t.Fatal(err)
	}
}

// joins makes Zoe a member with these permissions alone; none at all takes her out.
func (w *walked) joins(permissions ...account.Permission) {
	w.t.Helper()
	w.write(func(ctx context.Context, tx db.Tx) error {
		id := w.IDOf("zoe@example.test")
		if _, err := w.Host.Accounts.MembershipOf(ctx, tx, w.account, id); err == nil {
			if err := w.Host.Accounts.Remove(ctx, tx, w.account, id); err != nil {
				return err
			}
		}
		if len(permissions) == 0 {
			return nil
		}
		return w.Host.Accounts.Join(ctx, tx, account.Membership{
			AccountID: w.account, UserID: id, Role: account.Member, Permissions: permissions,
		})
	})
}

// routes are all that name a ticket or something attached, from the table of routes itself.
func (w *walked) routes() (all []string) {
	for _, r := range w.Site.Routes() {
		if strings.HasPrefix(r.Path, "/tickets/:") {
			all = append(all, r.Method+" "+r.Path)
		}
	}
	if len(all) < 9 {
		w.t.Fatalf("the test has gone blind: %q", all)
	}
	return all
}

var ofEachPage = regexp.MustCompile(`T-\d+|[0-9a-f]{8}-[0-9a-f-]{27}`)

// asks sends a request as a browser, and returns its answer without what differs by the name that was asked for.
func asks(b *hosttest.Browser, route, number, id string) hosttest.Page {
	b.T.Helper()
	method, path, _ := strings.Cut(route, " ")
	path = strings.NewReplacer(pathNumber, number, pathID, id).Replace(path)
	var p hosttest.Page
	if method == http.MethodPost && !strings.Contains(strings.TrimPrefix(path, "/tickets/"), "/") {
		p = sends(b, path, nil, "message", "Let me in.", "once", number)
	} else if method == http.MethodPost {
		p = b.Post(path, "who", "member:"+b.Server.IDOf("zoe@example.test"), "do", "add")
	} else {
		p = b.Get(path)
	}
	p.Body, p.Location = ofEachPage.ReplaceAllString(p.Body, ""), ofEachPage.ReplaceAllString(p.Location, "")
	return p
}

// seesNothing fails the test unless every route answers for the ticket as for one that there is not.
func (w *walked) seesNothing(who string, b *hosttest.Browser) {
	w.t.Helper()
	for _, route := range w.routes() {
		there, none := asks(b, route, w.number, w.files["own"]), asks(b, route, "T-1", "01900000-0000-7000-8000-000000000000")
		if there.Status != none.Status || there.Location != none.Location || there.Body != none.Body {
			w.t.Errorf("%s, %s: %d %q, and for one that there is not %d %q", who, route, there.Status, there.Location, none.Status, none.Location)
		}
		if there.Status == http.StatusOK || strings.Contains(there.Body, "ecret") {
			w.t.Errorf("%s, %s: %d", who, route, there.Status)
		}
	}
}

// listsNothing fails the test unless no list and no count has the ticket, and none can be opened beside it.
func (w *walked) listsNothing(who string, b *hosttest.Browser) {
	w.t.Helper()
	w.seesNothing(who, b)
	for _, page := range []string{"/tickets", "/tickets?show=all", "/dashboard"} {
		if p := b.Get(page); strings.Contains(p.Body, "Secret") || strings.Contains(p.Body, w.number) {
			w.t.Errorf("%s, %s: shows the ticket", who, page)
		}
	}
	p := sends(b, "/tickets/new", nil, "account", w.account, "department", ticket.Support, "subject", "In", "message", "Let me in.")
	if p.Status != http.StatusNotFound && p.Location != "/tickets/new" {
		w.t.Errorf("%s opens a ticket: %d %q", who, p.Status, p.Location)
	}
}

// Who does not belong to it, or may not see it, is answered as for a ticket that there is not: by every route that there is.
func TestATicketIsNothingToOthers(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	w.listsNothing("a stranger with a session", w.zoe)
	for _, p := range account.Permissions() {
		w.joins(p)
		if p.Part() != account.Tickets {
			w.listsNothing("a member with "+string(p), w.zoe)
		}
	}
	w.joins()
	w.listsNothing("a removed member", w.zoe)
	if n := w.Count(`SELECT COUNT(*) FROM ticket_message WHERE body = 'Let me in.'`); n != 0 {
		t.Errorf("%d messages came in", n)
	}
}

// Who may see tickets reads, and changes nothing; nobody of the account ever gets to the notes of staff and their files.
func TestWhoSeesATicketChangesNothing(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	w.joins(account.Tickets)
	page := "/tickets/" + w.number
	w.zoe.Get(page).Says(t, 200, "You can read this ticket, but not reply.")
	if p := w.zoe.Get(page); strings.Contains(p.Body, `name="message"`) || strings.Contains(p.Body, "Secret note") ||
		strings.Contains(p.Body, "note.txt") {
		t.Error("the page has a form, or the note")
	}
	w.zoe.Get(page+"/files/"+w.files["own"]).Says(t, 200, "secret content")
	before := w.Count(`SELECT version FROM ticket WHERE number = $1`, w.number)
	for _, route := range w.routes() {
		if !strings.HasPrefix(route, http.MethodPost) || strings.HasSuffix(route, "/followers") { // by oneself one may: see below
			continue
		}
		if p := asks(w.zoe, route, w.number, ""); p.Status != http.StatusForbidden {
			t.Errorf("%s: %d %q", route, p.Status, p.Location)
		}
	}
	if w.Count(`SELECT version FROM ticket WHERE number = $1`, w.number) != before {
		t.Error("something has changed")
	}
	for who, b := range map[string]*hosttest.Browser{"a member": w.zoe, "the owner": ada(w.Server)} {
		if p := b.Get(page + "/files/" + w.files["note"]); p.Status != http.StatusNotFound {
			t.Errorf("%s gets the file of a note: %d", who, p.Status)
		}
		if p := b.Get(page + "/news?after=&left=9"); strings.Contains(p.Body, "Secret note") {
			t.Errorf("%s gets a note by the poll", who)
		}
	}
	w.write(func(ctx context.Context, tx db.Tx) error { return w.Host.Accounts.SetClosed(ctx, tx, w.account, true) })
	b := ada(w.Server)
	b.Get(page).Says(t, 200, "This account is closed, so you can read this ticket, but not reply.")
	for _, route := range w.routes() {
		if strings.HasPrefix(route, http.MethodPost) {
			if p := asks(b, route, w.number, ""); p.Status != http.StatusConflict {
				t.Errorf("closed, %s: %d %q", route, p.Status, p.Location)
			}
		}
	}
	b.Get("/tickets/new").Says(t, 200, "This account is closed. You can still write to us about billing.")
}

// Who may only see a ticket stops following it all the same, by the page.
func TestWhoOnlySeesStopsFollowing(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	w.joins(account.Tickets)
	page, zoe := "/tickets/"+w.number, w.IDOf("zoe@example.test")
	const button = `value="remove"`
	w.zoe.Get(page).Says(t, 200, ">Follow</button>")
	if strings.Contains(w.zoe.Get(page).Body, button) {
		t.Error("who doesn't follow can stop that")
	}
	ada(w.Server).Post(page+"/followers", "who", "member:"+zoe, "do", "add").Leads(t, page+"?done=followers")
	p := w.zoe.Get(page)
	if p.Says(t, 200, "Stop following"); strings.Count(p.Body, button) != 1 || strings.Contains(p.Body, `value="add"`) {
		t.Errorf("%d others can be taken off, or somebody added", strings.Count(p.Body, button)-1)
	}
	w.zoe.Post(page+"/followers", "who", "member:"+zoe, "do", "remove").Leads(t, page+"?done=followers")
	if strings.Contains(w.zoe.Get(page).Body, button) {
		t.Error("they follow it still")
	}
	w.zoe.Post(page+"/followers", "who", "member:"+zoe, "do", "add").Leads(t, page+"?done=followers")
	w.zoe.Get(page).Says(t, 200, "Stop following")
	if p := w.zoe.Post(page+"/followers", "who", "member:"+w.IDOf(hosttest.Ada), "do", "add"); p.Status != http.StatusForbidden {
		t.Errorf("who only sees chooses who else follows: %d", p.Status)
	}
}

// The form names of an account what its writer may see, and no more; what they name all the same is not taken.
func TestTheFormNamesWhatOneMaySee(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	full := ada(w.Server).Get("/tickets/new").Body
	invoice := "invoice:" + hosttest.Between(t, full, `value="invoice:`, `"`)
	w.joins(account.TicketsManage, account.Domains)
	form := w.zoe.Get("/tickets/new")
	form.Says(t, 200, `value="domain:`)
	for _, hidden := range []string{`value="invoice:`, `value="service:`} {
		if strings.Contains(form.Body, hidden) {
			t.Errorf("the form has %s", hidden)
		}
	}
	sends(w.zoe, "/tickets/new", nil, "account", w.account, "department", ticket.Support, "subject", "In", "message", "Let me in.",
		"about", invoice).Says(t, 422, "Choose what it’s about")
}

// A ticket that was merged leads to the whole; a file is found in its own ticket alone.
func TestAMergedTicketLeadsToTheWhole(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	b := ada(w.Server)
	whole := opens(b, "The whole", "Here.")
	if p := b.Get(whole + "/files/" + w.files["own"]); p.Status != http.StatusNotFound {
		t.Errorf("a file of another ticket: %d", p.Status)
	}
	if err := w.Host.Support.Merge(t.Context(), noorAgain(w.Server), w.number, strings.TrimPrefix(whole, "/tickets/")); err != nil {
		t.Fatal(err)
	}
	b.Get("/tickets/"+w.number).Leads(t, whole)
	b.Get(whole).Says(t, 200, "Secret message")
	b.Get(whole+"/files/"+w.files["own"]).Says(t, 200, "secret content")
	sends(b, "/tickets/"+w.number, nil, "message", "Late.", "once", "late").Leads(t, whole+"?done=sent")
	w.listsNothing("a stranger, of a merged one", w.zoe)
}

// A guest's link is for its ticket, by whoever holds it: no number, no file and no account is reached through it, and no member
// reaches it.
func TestAGuestsLinkReachesNothingElse(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	var browsers []*hosttest.Browser
	var numbers []string
	for _, email := range []string{mina, "other@example.test"} {
		writes(w.Browser(), email, "Secret of "+email, "Secret words of "+email).Leads(t, "/contact/sent")
		g := w.Browser()
		g.Get(w.Link(email, message.GuestConfirm)).Leads(t, guestPages)
		g.Post(guestPages+"/confirm").Leads(t, guestPages+"?done=confirmed")
		numbers = append(numbers, hosttest.Between(t, g.Get(guestPages).Body, `<code dir="ltr">`, "<"))
		browsers = append(browsers, g)
	}
	answers(w.Server, noorAgain(w.Server), "/tickets/"+numbers[1], "With a file.", w.attaches)
	var id string
	if err := w.Host.DB.Read().Row(t.Context(), `SELECT id FROM attachment ORDER BY id DESC LIMIT 1`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	browsers[1].Get(guestPages+"/files/"+id).Says(t, 200, "secret note's file")
	for name, file := range map[string]string{
		"another guest's": id, "an account's": w.files["own"], "a note's": w.files["note"], "none": "x",
	} {
		if p := browsers[0].Get(guestPages + "/files/" + file); p.Status != http.StatusNotFound {
			t.Errorf("%s: %d", name, p.Status)
		}
	}
	if p := browsers[0].Get(guestPages); strings.Contains(p.Body, "other@example.test") || strings.Contains(p.Body, "Secret message") {
		t.Error("it shows more than its ticket")
	}
	for _, route := range w.routes() {
		if p := asks(browsers[0], route, numbers[0], id); !strings.HasPrefix(p.Location, "/sign-in") && p.Status != http.StatusUnauthorized {
			t.Errorf("a guest, %s: %d", route, p.Status)
		}
	}
	w.number, w.files["own"] = numbers[1], id
	w.seesNothing("a member, of a guest's ticket", w.zoe)
	w.seesNothing("the owner, of a guest's ticket", ada(w.Server))
	stranger := w.Browser()
	stranger.Plant("link-ticket", "madeup")
	stranger.Get(guestPages).Says(t, http.StatusGone, "The link to your ticket")
}

// A form of another site does nothing, whoever is signed in.
func TestAnotherSiteSendsNothing(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	b := ada(w.Server)
	b.Header.Set("Sec-Fetch-Site", "cross-site")
	before := w.Count(`SELECT COUNT(*) FROM ticket_message`)
	for _, route := range append(w.routes(), "POST /tickets/new", "POST /contact", "POST /contact/ticket", "POST /contact/ticket/confirm") {
		if strings.HasPrefix(route, http.MethodPost) {
			if p := asks(b, route, w.number, ""); p.Status != http.StatusForbidden {
				t.Errorf("%s: %d", route, p.Status)
			}
		}
	}
	if w.Count(`SELECT COUNT(*) FROM ticket_message`) != before {
		t.Error("something was sent")
	}
}
