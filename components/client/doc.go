// Package client draws the screens of the client area: the dashboard, the profile, and the lists of what an account holds.
package client
