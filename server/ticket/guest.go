package ticket

import (
	"errors"

	screen "latchkey/components/ticket"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/web"
)

const guestPage = "/contact/ticket"

var goneTicket = web.GoneError{Words: "ticket", Link: "/contact"}

// gone answers for a link that does not work, whatever the reason is.
func gone(err error) error {
	if errors.Is(err, ticket.ErrNotFound) {
		return goneTicket
	}
	return err
}

// Guest shows the ticket that a link leads to; before the address is confirmed, it asks for that alone.
func (p *Pages) Guest(r *web.Request) error { return p.guest(r, p.guests(r, nil), 0) }

func (p *Pages) guest(r *web.Request, w screen.WriteProps, status int) error {
	before := r.Query("before")
	thread, err := p.Support.GuestTicket(r.Context(), r.Cookie(web.TicketCookie), before)
	if err != nil {
		return gone(err)
	}
	t := thread.Ticket
	if !thread.Confirmed {
		return r.Screen(status, "", "guest.confirm_title", screen.ConfirmGuest(screen.ConfirmProps{
			Number: t.Number, Email: t.Guest.Email, Opened: r.Moment(t.OpenedAt),
		}))
	}
	v := view{p: p, r: r, page: guestPage}
	messages, err := v.messages(thread.Messages)
	if err != nil {
		return err
	}
	props := screen.ThreadProps{
		WriteProps: w, Guest: true, Number: t.Number, Subject: t.Subject, Status: string(t.Status),
		Department: thread.Department.Called(r.Locale.Lang()), Opened: r.Moment(t.OpenedAt), Messages: messages,
		Done: r.Said("done", threadDone), Action: guestPage,
	}
	if thread.Older != "" {
		props.Older = web.WithQuery(guestPage, "before", thread.Older)
	}
	if before != "" {
		props.Newest = guestPage
	} else {
		props.News = v.news(last(thread.Messages), p.polls(r))
	}
	title := []any{"Number", t.Number, "Subject", t.Subject}
	return r.Show(web.View{Status: status, Title: "thread.title", With: title, Screen: screen.Thread(props), Area: true})
}

// ConfirmGuest takes that the address is that of whoever has the link.
func (p *Pages) ConfirmGuest(r *web.Request) error {
	if err := p.Support.ConfirmGuest(r.Context(), r.Cookie(web.TicketCookie), r.Client); err != nil {
		return gone(err)
	}
	return r.Go(r.Saying(guestPage + "?done=confirmed"))
}

// GuestReply writes to the ticket that the link leads to.
func (p *Pages) GuestReply(r *web.Request) error {
	t := read(r, nil)
	err := p.Support.GuestReply(r.Context(), r.Cookie(web.TicketCookie), p.post(t, nil))
	if err == nil {
		return r.Go(r.Saying(guestPage + "?done=sent"))
	}
	if errors.Is(err, ticket.ErrNotFound) {
		return goneTicket
	}
	w, status, err := p.again(r, p.guests(r, map[string]string{"message": t.message, "once": t.once}), t, err)
	if err != nil {
		return err
	}
	return p.guest(r, w, status)
}

// GuestClose closes the ticket that the link leads to.
func (p *Pages) GuestClose(r *web.Request) error {
	err := p.Support.GuestClose(r.Context(), r.Cookie(web.TicketCookie))
	if errors.Is(err, ticket.ErrNotNow) || errors.As(err, new(support.TooManyError)) {
		return r.Go(guestPage)
	}
	if err != nil {
		return gone(err)
	}
	return r.Go(r.Saying(guestPage + "?done=closed"))
}

// GuestNews answers a guest's page that is open with what has come.
func (p *Pages) GuestNews(r *web.Request) error {
	news, err := p.Support.GuestSince(r.Context(), r.Cookie(web.TicketCookie), r.Query("after"))
	if err != nil {
		return missing(err)
	}
	return p.told(r, view{p: p, r: r, page: guestPage}, news)
}

// GuestFile sends something that is attached to a message of the ticket that the link leads to.
func (p *Pages) GuestFile(r *web.Request) error {
	return p.send(r, func(messageID string) error {
		return p.Support.GuestMayRead(r.Context(), r.Cookie(web.TicketCookie), messageID)
	})
}
