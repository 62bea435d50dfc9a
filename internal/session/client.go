package session

import "net/netip"

// Client is whoever makes a request, as far as the request tells. Only Browser was
// proved, by its cookie's signature; Agent is what the browser says of itself.
type Client struct {
	Browser string // Browsers.Identify's answer; "" for one not seen before
	Agent   string
	Address netip.Addr
}

// Network is the visitor's address as it is shown and logged.
func (v Client) Network() string {
	if !v.Address.IsValid() {
		return ""
	}
	return v.Address.String()
}
