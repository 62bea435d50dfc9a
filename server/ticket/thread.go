package ticket

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"time"

	screen "latchkey/components/ticket"
	"latchkey/components/ui"
	"latchkey/internal/attachment"
	"latchkey/internal/db"
	"latchkey/internal/markdown"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/web"
)

const (
	// pollEvery is how often an open page asks for what has come; components/ticket has it too.
	pollEvery = 12 * time.Second
	// mostPolls bounds how often, whatever the host lets sessions be idle.
	mostPolls = 3000
)

var threadDone = map[string]string{
	"opened": "thread.done_opened", "sent": "thread.done_sent", "closed": "thread.done_closed", "reopened": "thread.done_reopened",
	"confirmed": "guest.done_confirmed", "followers": "thread.done_followers",
}

// Thread shows a ticket of an account.
func (p *Pages) Thread(r *web.Request) error { return p.thread(r, p.empty(r, r.PendingValues()), 0) }

func (p *Pages) thread(r *web.Request, w screen.WriteProps, status int) error {
	number, before := r.Param("number"), r.Query("before")
	thread, err := p.Support.Thread(r.Context(), r.Caller(), number, before)
	if err != nil {
		return missing(err)
	}
	t := thread.Ticket
	page := "/tickets/" + t.Number
	if t.Number != number { // it is a part of another one now
		return r.Go(page)
	}
	r.ChooseAccount(t.AccountID)
	v := view{p: p, r: r, me: r.Session.UserID, readTo: thread.ReadTo, page: page}
	messages, err := v.messages(thread.Messages)
	if err != nil {
		return err
	}
	props := screen.ThreadProps{
		WriteProps: w, Number: t.Number, Subject: t.Subject, Status: string(t.Status), Department: thread.Department.Called(r.Locale.Lang()),
		About: thread.About, Opened: r.Moment(t.OpenedAt),
		OpenedFor: t.OpenedFor, Messages: messages, Done: r.Said("done", threadDone), Action: page,
	}
	if t.About.Kind == ticket.AboutSecurity {
		props.About = r.Locale.T("write.about_security")
	}
	if thread.Older != "" {
		props.Older = web.WithQuery(page, "before", thread.Older)
	}
	if before != "" {
		props.Newest = page
	} else {
		props.News = v.news(last(thread.Messages), p.polls(r))
		if err := p.markRead(r, t.Number, thread); err != nil {
			return err
		}
	}
	if !thread.MayManage {
		props.Why = r.Locale.T("thread.why_see")
		if of := p.named(r, t.AccountID); of.Closed() && writes(of) {
			props.Why = r.Locale.T("thread.why_closed")
		}
	}
	for _, f := range thread.Followers {
		props.Followers = append(props.Followers, follower(r, f, t.OpenedBy))
	}
	title := []any{"Number", t.Number, "Subject", t.Subject}
	return r.Show(web.View{Status: status, Title: "thread.title", With: title, Section: "tickets", Screen: screen.Thread(props)})
}

func follower(r *web.Request, f support.Followed, openedBy string) screen.Follower {
	kind := string(f.Kind)
	switch {
	case f.Kind == ticket.FollowerMember && f.ID == openedBy:
		kind = "opened"
	case f.Kind == ticket.FollowerMember && f.ID == r.Session.UserID:
		kind = "you"
	}
	return screen.Follower{Value: string(f.Kind) + ":" + f.ID, Name: f.Name, Kind: kind, Following: f.Following}
}

func last(all []ticket.Message) string {
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1].ID
}

// markRead notes how far the person has read, unless that is known.
func (p *Pages) markRead(r *web.Request, number string, thread support.Thread) error {
	end := last(thread.Messages)
	if end <= thread.ReadTo {
		return nil
	}
	err := p.Support.MarkRead(r.Context(), r.Caller(), number, end)
	if db.IsDisk(err) {
		return nil // it can be read all the same
	}
	return err
}

// polls is how often a page asks by itself: for as long as somebody may be away.
func (p *Pages) polls(r *web.Request) int {
	return min(int(r.Site.Settings.Choices(r.Context()).SessionIdle/pollEvery), mostPolls)
}

// view draws messages for somebody.
type view struct {
	p      *Pages
	r      *web.Request
	me     string // the id of who reads; "" for a guest
	readTo string // "" if nothing is to be marked as new
	page   string
}

// news is where an open page asks for what comes after a message, so many times more.
func (v view) news(after string, times int) string {
	return web.WithQuery(v.page+"/news", "after", after, "left", strconv.Itoa(times), web.LinkField, v.r.LinkMark())
}

func (v view) messages(all []ticket.Message) (out []screen.Message, err error) {
	ids := make([]string, 0, len(all))
	for _, m := range all {
		ids = append(ids, m.ID)
	}
	files, err := v.p.Files.Of(v.r.Context(), v.r.Site.DB.Read(), attachment.TicketMessage, ids...)
	if err != nil {
		return nil, err
	}
	marked := v.readTo == ""
	for _, m := range all {
		one := screen.Message{ID: m.ID, At: v.r.Moment(m.At), Redacted: !m.Redacted.IsZero()}
		if m.Author == ticket.BySystem {
			if one.Event = v.happened(m); one.Event == "" {
				continue
			}
		} else {
			one.Author, one.Role = v.author(m)
			one.HTML = v.p.html(v.r, m.Body)
			for _, f := range files[m.ID] {
				if one.Redacted { // which are the host's alone from then on
					break
				}
				at := web.WithQuery(v.page+"/files/"+f.ID, web.LinkField, v.r.LinkMark())
				one.Files = append(one.Files, ui.AttachedFile{Name: f.Name, Size: v.r.Locale.Size(f.Size), URL: at})
			}
		}
		if !marked && m.ID > v.readTo && one.Author != "" {
			one.FirstNew, marked = true, true
		}
		out = append(out, one)
	}
	return out, nil
}

// author is who has written a message, as the reader is told: "" for themselves.
func (v view) author(m ticket.Message) (name, role string) {
	switch {
	case m.Author == ticket.ByStaff:
		return cmp.Or(m.AuthorName, v.r.Locale.T("thread.staff")), "staff"
	case m.Author == ticket.ByGuest && v.me == "", m.Author == ticket.ByMember && m.AuthorID == v.me:
		return "", ""
	}
	return cmp.Or(m.AuthorName, v.r.Locale.T("thread.somebody")), string(m.Author)
}

var eventWords = map[ticket.Event]string{
	ticket.Close: "thread.event_close", ticket.Resume: "thread.event_reopen", ticket.Absorb: "thread.event_absorb",
}

// happened is what happened in a sentence; "" for what the client's side is not told.
func (v view) happened(m ticket.Message) string {
	words, told := eventWords[m.Event]
	if !told {
		return ""
	}
	own := v.me != "" && m.AuthorID == v.me || v.me == "" && m.Proven == ticket.GuestConfirmed // a guest has no id
	if m.Event != ticket.Absorb && own {
		return v.r.Locale.T(words + "_you")
	}
	return v.r.Locale.T(words, "Name", cmp.Or(m.AuthorName, v.r.Locale.T("thread.somebody")), "Number", v.r.Locale.Isolate(m.Body))
}

// html is a message as it is shown; it is safe.
func (p *Pages) html(r *web.Request, text string) string {
	return markdown.HTML(text, r.Locale.T("thread.quoted"))
}

// News answers a page that is open with what has come.
func (p *Pages) News(r *web.Request) error {
	number := r.Param("number")
	news, err := p.Support.Since(r.Context(), r.Caller(), number, r.Query("after"))
	if err != nil {
		return missing(err)
	}
	return p.told(r, view{p: p, r: r, me: r.Session.UserID, page: "/tickets/" + number}, news)
}

func (p *Pages) told(r *web.Request, v view, news support.News) error {
	messages, err := v.messages(news.Messages)
	if err != nil {
		return err
	}
	left, _ := strconv.Atoi(r.Query("left"))
	left = min(left, p.polls(r)) - 1
	return r.Part(screen.News(screen.NewsProps{
		Messages: messages, Status: string(news.Status), Ended: left <= 0, News: v.news(cmp.Or(last(news.Messages), r.Query("after")), left),
	}))
}

// Reply writes to a ticket, or shows it again: with a preview, or with why that can't be sent as it is.
func (p *Pages) Reply(r *web.Request) error {
	number := r.Param("number")
	if err := p.Support.MayReply(r.Context(), r.Caller(), number); err != nil {
		return missing(err)
	}
	up, err := r.Upload(p.Files)
	defer up.Discard()
	if err != nil {
		return err
	}
	t := read(r, up)
	err = p.attach(up)
	if err == nil && !t.preview && t.refused == "" {
		var sent support.Sent
		if sent, err = p.Support.Reply(r.Context(), r.Caller(), number, p.post(t, up)); err == nil {
			return r.Go(r.Saying("/tickets/" + sent.Ticket.Number + "?done=sent"))
		}
	}
	w, status, err := p.again(r, p.empty(r, map[string]string{"message": t.message, "once": t.once}), t, err)
	if err != nil {
		return err
	}
	return p.thread(r, w, status)
}

// after leads back to the ticket, also where what was asked for has happened already.
func after(r *web.Request, err error, done string) error {
	page := "/tickets/" + r.Param("number")
	if errors.Is(err, ticket.ErrNotNow) {
		return r.Go(page)
	}
	var tooMany support.TooManyError
	if errors.As(err, &tooMany) {
		return r.Go(page)
	}
	if err != nil {
		return missing(err)
	}
	return r.Go(r.Saying(page + "?done=" + done))
}

// Close closes a ticket.
func (p *Pages) Close(r *web.Request) error {
	return after(r, p.Support.Close(r.Context(), r.Caller(), r.Param("number")), "closed")
}

// Resume has a closed ticket wait for the host again.
func (p *Pages) Resume(r *web.Request) error {
	return after(r, p.Support.Resume(r.Context(), r.Caller(), r.Param("number")), "reopened")
}

// Followers adds somebody to those who get the ticket's answers by mail, or takes them off.
func (p *Pages) Followers(r *web.Request) error {
	about := parseAbout(r.Form("who"))
	f := ticket.Follower{Kind: ticket.FollowerKind(about.Kind), ID: about.ID}
	change := p.Support.Follow
	if r.Form("do") == "remove" {
		change = p.Support.Unfollow
	}
	err := change(r.Context(), r.Caller(), r.Param("number"), f)
	if errors.Is(err, support.ErrFollower) {
		return web.ErrNotFound
	}
	return after(r, err, "followers")
}

// ToThread leads from the address of a form to the ticket.
func (p *Pages) ToThread(r *web.Request) error { return r.Go("/tickets/" + r.Param("number")) }

// File sends something that is attached to a message of a ticket.
func (p *Pages) File(r *web.Request) error {
	return p.send(r, func(messageID string) error {
		return p.Support.MayRead(r.Context(), r.Caller(), r.Param("number"), messageID)
	})
}

// send sends an attachment of a message that may be read.
func (p *Pages) send(r *web.Request, may func(messageID string) error) error {
	a, err := p.Files.Find(r.Context(), r.Site.DB.Read(), r.Param("id"))
	if err == nil && a.Owner.Kind != attachment.TicketMessage {
		err = attachment.ErrNone
	}
	if asked := may(a.Owner.ID); err == nil { // also where there is no such file: it takes as long
		err = asked
	}
	if err != nil {
		return missing(err)
	}
	if err := r.SendFile(p.Files, a); err != nil {
		return fmt.Errorf("sending an attachment: %w", err)
	}
	return nil
}
