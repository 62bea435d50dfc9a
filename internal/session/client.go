package session

import "net/netip"

// Client is who sent a request, as far as the request tells. Only Browser is proved, by its cookie's MAC; Agent
// is what the browser says of itself.
type Client struct {
	Browser  string // from Browsers.Identify; "" for a browser that is not known
	Agent    string
	Address  netip.Addr
	Zone     string // the time zone that the browser says it is in, a name that locale.Zone knows; "" if it says none
	Language string // the tag of the language that the browser's pages are in, see locale.Find
}

// Network returns the client's address for display and logs; "" if it is not known.
func (v Client) Network() string {
	if !v.Address.IsValid() {
		return ""
	}
	return v.Address.String()
}
