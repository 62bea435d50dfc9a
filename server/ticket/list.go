package ticket

import (
	screen "latchkey/components/ticket"
	"latchkey/internal/account"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/web"
)

// List lists the tickets of the chosen account: those that are not closed, or all.
func (p *Pages) List(r *web.Request) error {
	chosen, belongs, err := r.Account()
	if err != nil {
		return err
	}
	props := screen.ListProps{Running: r.Query("show") != "all"}
	switch {
	case !belongs:
		props.Why = r.Locale.T("tickets.no_account")
	case !chosen.As.Allows(account.Tickets):
		props.Why = r.Locale.T("tickets.not_yours", "Account", chosen.Name)
	default:
		if writes(chosen) {
			props.New = "/tickets/new"
		}
		if err := p.fill(r, &props, chosen.ID); err != nil {
			return err
		}
	}
	return r.Screen(0, "tickets", "", screen.List(props))
}

func (p *Pages) fill(r *web.Request, props *screen.ListProps, accountID string) error {
	after, show := r.Query("after"), ""
	if !props.Running {
		show = "all"
	}
	listing, err := p.Support.List(r.Context(), r.Caller(), support.List{AccountID: accountID, Running: props.Running, After: after})
	if err != nil {
		return err
	}
	for _, t := range listing.Tickets {
		props.Rows = append(props.Rows, screen.Row{
			Number: t.Number, Subject: t.Subject, Status: string(t.Status), URL: "/tickets/" + t.Number,
			Updated: r.Moment(t.UpdatedAt), Unread: t.Unread,
		})
	}
	props.Count = counted(r, listing.Running)
	if listing.Unread > 0 {
		props.Unread = r.Locale.N("tickets.unread_count", min(listing.Unread, ticket.MostCounted))
	}
	if after != "" {
		props.First = web.WithQuery("/tickets", "show", show)
	}
	if listing.Next != "" {
		props.Next = web.WithQuery("/tickets", "show", show, "after", listing.Next)
	}
	return nil
}

// counted writes a count, of which there may be more than were counted.
func counted(r *web.Request, n int) string {
	if n > ticket.MostCounted {
		return r.Locale.T("tickets.more_than", "Count", r.Locale.Number(ticket.MostCounted))
	}
	return r.Locale.Number(n)
}
