package desk

import (
	"errors"

	screen "latchkey/components/desk"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
	"latchkey/server/web"
)

const alertList = "/desk/alerts"

var alertsDone = map[string]string{"saved": "alerts.done_saved", "seen": "alerts.done_seen"}

// Alerts lists what a member of staff was told of, with the switches by which ways they are.
func (p *TicketPages) Alerts(r *web.Request) error {
	all, err := p.Support.Alerts(r.Context(), r.Caller())
	if err != nil {
		return err
	}
	switches, err := p.Support.Switches(r.Context(), r.Caller())
	if err != nil {
		return err
	}
	props := screen.AlertsProps{Done: r.Said("done", alertsDone)}
	for _, a := range all {
		props.Rows = append(props.Rows, screen.AlertRow{
			URL: ticketPage(a.Number), Number: a.Number, Subject: a.Subject, What: r.Locale.T("alerts.kind_" + string(a.Kind)), When: r.Moment(a.At),
		})
	}
	for _, kind := range ticket.AlertKinds {
		props.Switches = append(props.Switches, screen.AlertSwitch{
			Kind: string(kind), Name: r.Locale.T("alerts.kind_" + string(kind)), Mail: switches[kind].Mail, Page: switches[kind].Page,
		})
	}
	return r.Screen(0, "alerts", "alerts.title", screen.Alerts(props))
}

// SetSwitches saves by which ways somebody is told.
func (p *TicketPages) SetSwitches(r *web.Request) error {
	switches := ticket.Switches{}
	for _, kind := range ticket.AlertKinds {
		switches[kind] = ticket.Switch{Mail: r.Form("mail-"+string(kind)) != "", Page: r.Form("page-"+string(kind)) != ""}
	}
	if err := p.Support.SetSwitches(r.Context(), r.Caller(), switches); err != nil {
		return err
	}
	return r.Go(r.Saying(alertList + "?done=saved"))
}

// SeeAlerts has them have seen all.
func (p *TicketPages) SeeAlerts(r *web.Request) error {
	if err := p.Support.SeeAlerts(r.Context(), r.Caller()); err != nil {
		return err
	}
	return r.Go(r.Saying(alertList + "?done=seen"))
}

const blockedList = "/desk/blocked"

var blockedDone = map[string]string{"unblocked": "blocked.done_unblocked", "gone": "blocked.done_gone"}

// Blocked lists the addresses whose messages count as spam.
func (p *TicketPages) Blocked(r *web.Request) error {
	all, err := p.Support.BlockedSenders(r.Context(), r.Caller(), r.Query("after"))
	if err != nil {
		return err
	}
	var ids []string
	for _, b := range all {
		ids = append(ids, b.By)
	}
	names, err := p.Users.Names(r.Context(), r.Site.DB.Read(), ids)
	if err != nil {
		return err
	}
	props := screen.BlockedProps{Done: r.Said("done", blockedDone)}
	if r.Query("after") != "" {
		props.First = blockedList
	}
	if len(all) == support.PageSize {
		props.Next = web.WithQuery(blockedList, "after", all[len(all)-1].Key)
	}
	for _, b := range all {
		props.Rows = append(props.Rows, screen.BlockedRow{
			Key: b.Key, Email: user.PlainEmail(b.Email), Who: names[b.By], When: r.Moment(b.At),
		})
	}
	return r.Screen(0, "queue", "blocked.title", screen.Blocked(props))
}

// Unblock lets an address write again.
func (p *TicketPages) Unblock(r *web.Request) error {
	err := p.Support.Unblock(r.Context(), r.Caller(), r.Form("key"))
	if errors.Is(err, ticket.ErrNotFound) {
		return r.Go(r.Saying(blockedList + "?done=gone"))
	}
	if err != nil {
		return err
	}
	return r.Go(r.Saying(blockedList + "?done=unblocked"))
}
