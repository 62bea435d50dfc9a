// Package client draws the screens of the client area: dashboard, profile, and the lists of services, domains,
// invoices and tickets.
package client
